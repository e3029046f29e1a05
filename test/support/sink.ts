import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One event as it arrived. */
export interface SinkEvent {
  readonly event_id: string;
  readonly type: string;
  readonly source_id: string;
  readonly payload: Record<string, unknown>;
  readonly lead: { readonly email: string };
}

/**
 * What the sink does with one request: `ok` takes the events and answers, a status answers with it and takes nothing,
 * `reset` cuts the connection before taking anything, `lost` takes the events and cuts the answer, `hang` never answers.
 */
export type Behaviour =
  | 'ok'
  | 'reset'
  | 'lost'
  | 'hang'
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | ((events: readonly SinkEvent[]) => Behaviour);

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
  /** Event ids of each request, in order. */
  readonly requests: readonly (readonly string[])[];
  /** Ids that the sink refuses as `rejected`, by `source_id`. */
  readonly refuse: Set<string>;
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/** A real HTTP server that plays the ingest, and serves the built script and pages to try it on. */
export async function startSink(pages: Record<string, string> = {}): Promise<Sink> {
  const stored = new Map<string, string>();
  const arrivals = new Map<string, number>();
  const requests: string[][] = [];
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

  const ingest = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { events } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { events: SinkEvent[] };
    requests.push(events.map(({ event_id }) => event_id));
    for (const { event_id } of events) arrivals.set(event_id, (arrivals.get(event_id) ?? 0) + 1);
    let behaviour = sink.script.shift() ?? sink.otherwise;
    while (typeof behaviour === 'function') behaviour = behaviour(events);
    if (behaviour === 'hang') return;
    if (behaviour === 'reset') return request.socket.destroy();
    if (behaviour === 'lost') {
      take(events);
      return request.socket.destroy();
    }
    if (behaviour === 'ok') {
      const body = JSON.stringify({ received_at: new Date().toISOString(), results: take(events) });
      return response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
    response.writeHead(behaviour.status, { 'content-type': 'text/plain', ...behaviour.headers }).end(behaviour.body);
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://sink');
    if (request.method === 'POST') return ingest(request, response).catch(() => request.socket.destroy());
    if (/\.js$/.test(pathname))
      return response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' })
        .end(readFileSync(new URL(`../../dist${pathname}`, import.meta.url)));
    const page = pages[pathname] ?? (pathname === '/' ? SCRIPT_TAG_PAGE : undefined);
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page ?? 'not found');
  });
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
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
    requests,
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

/** A page as a marketing site would write it. */
export const SCRIPT_TAG_PAGE = `<!doctype html><title>test</title>
<script src="/crm.iife.js" data-site="siam-visa-pro" data-endpoint="/crm/ingest"></script>`;
