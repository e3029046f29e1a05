import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSdk } from './build-sdk.js';

/** One event as it arrived. */
export interface SinkEvent {
  readonly event_id: string;
  readonly type: string;
  readonly source_id: string;
  readonly timestamp: string;
  readonly payload: Record<string, unknown>;
  readonly lead: { readonly email: string };
}

/**
 * What the sink does with one request: `ok` takes the events and answers, `half` takes the first half and answers for
 * it alone, a status answers with it and takes nothing, `reset` cuts the connection before taking anything, `lost` takes
 * the events and cuts the answer, `hang` never answers.
 */
export type Behaviour =
  | 'ok'
  | 'half'
  | 'reset'
  | 'lost'
  | 'hang'
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | ((events: readonly SinkEvent[]) => Behaviour);

/** One request that was read whole. */
export interface Arrival {
  /** When, epoch ms. */
  readonly at: number;
  /** Of the body. */
  readonly bytes: number;
  readonly events: readonly SinkEvent[];
}

export interface Sink {
  readonly url: string;
  readonly port: number;
  /** What happens to the next requests, one each; afterwards `otherwise`. */
  script: Behaviour[];
  otherwise: Behaviour;
  /** What was taken, by event id: its content as text. A taken event is stored once. */
  readonly stored: ReadonlyMap<string, string>;
  /** How often each event id arrived in a request that the sink read whole. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** How often each event id arrived again after it had been taken. */
  readonly resent: ReadonlyMap<string, number>;
  /** Event ids of each request, in order. */
  readonly requests: readonly (readonly string[])[];
  readonly log: readonly Arrival[];
  /** Ids that the sink refuses as `rejected`, by `source_id`. */
  readonly refuse: Set<string>;
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/**
 * A real HTTP server that plays the ingest, and serves scripts and pages to try it on: the client as the sources stand,
 * where no script of that path is given.
 */
export async function startSink(
  pages: Record<string, string> = {},
  given: Readonly<Record<string, string>> = {},
): Promise<Sink> {
  const scripts: Record<string, string> = {
    '/crm.iife.js': given['/crm.iife.js'] ?? (await buildSdk()),
    '/crm-sw.js': given['/crm-sw.js'] ?? (await buildSdk('worker')),
    ...given,
  };
  const stored = new Map<string, string>();
  const arrivals = new Map<string, number>();
  const resent = new Map<string, number>();
  const requests: string[][] = [];
  const log: Arrival[] = [];
  const refuse = new Set<string>();
  let port = 0;

  const take = (events: readonly SinkEvent[]) =>
    events.map(({ event_id, type, payload, lead, source_id }) => {
      if (refuse.has(source_id))
        return {
          event_id,
          status: 'rejected',
          code: 'invalid',
          issues: [{ path: 'payload', code: 'custom', message: 'refused by the test' }],
        };
      const content = JSON.stringify([type, payload, lead.email]);
      const known = stored.get(event_id);
      if (known !== undefined) return { event_id, status: known === content ? 'duplicate' : 'conflict' };
      stored.set(event_id, content);
      return { event_id, status: 'accepted' };
    });
  const answer = (response: ServerResponse, events: readonly SinkEvent[]) => {
    const body = JSON.stringify({ received_at: new Date().toISOString(), results: take(events) });
    response.writeHead(200, { 'content-type': 'application/json', ...ANY_ORIGIN }).end(body);
  };

  const ingest = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { events } = JSON.parse(body.toString('utf8')) as { events: SinkEvent[] };
    requests.push(events.map(({ event_id }) => event_id));
    log.push({ at: Date.now(), bytes: body.length, events });
    for (const { event_id } of events) {
      arrivals.set(event_id, (arrivals.get(event_id) ?? 0) + 1);
      if (stored.has(event_id)) resent.set(event_id, (resent.get(event_id) ?? 0) + 1);
    }
    let behaviour = sink.script.shift() ?? sink.otherwise;
    while (typeof behaviour === 'function') behaviour = behaviour(events);
    switch (behaviour) {
      case 'hang':
        return;
      case 'reset':
        return request.socket.destroy();
      case 'lost':
        take(events);
        return request.socket.destroy();
      case 'half':
        return answer(response, events.slice(0, Math.ceil(events.length / 2)));
      case 'ok':
        return answer(response, events);
      default:
        response
          .writeHead(behaviour.status, { 'content-type': 'text/plain', ...ANY_ORIGIN, ...behaviour.headers })
          .end(behaviour.body);
    }
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://sink');
    if (request.method === 'POST') return ingest(request, response).catch(() => request.socket.destroy());
    const script = scripts[pathname];
    if (script) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    const page = pages[pathname] ?? PAGES[pathname];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page ?? 'not found');
  });
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await start();

  const sink: Sink = {
    port,
    url: `http://127.0.0.1:${port}`,
    script: [],
    otherwise: 'ok',
    stored,
    arrivals,
    resent,
    requests,
    log,
    refuse,
    start,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return sink;
}

/** A sandboxed frame has an opaque origin: without this it cannot read the answer. */
const ANY_ORIGIN = { 'access-control-allow-origin': '*' };

/** A page as a marketing site would write it. */
export const SCRIPT_TAG_PAGE = scriptTagPage();

/** The same, with more attributes on the tag. */
export function scriptTagPage(attributes = ''): string {
  return `<!doctype html><title>test</title>
<script src="/crm.iife.js" data-site="siam-visa-pro" data-endpoint="/crm/ingest" ${attributes}></script>`;
}

const PAGES: Record<string, string> = {
  '/': SCRIPT_TAG_PAGE,
  '/pending': scriptTagPage('data-consent="pending"'),
  /** Another page of the site, without the SDK. */
  '/plain': '<!doctype html><title>plain</title>',
  '/strict': `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'">
${SCRIPT_TAG_PAGE}`,
  '/sandboxed': '<!doctype html><title>frame</title><iframe sandbox="allow-scripts" src="/"></iframe>',
};
