import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Plays everybody's collector, and serves a page with nothing in it and the scripts. */
export interface Loopback {
  readonly url: string;
  /** Requests with events since this was read last. */
  posts(): number;
  stop(): Promise<void>;
}

export async function startLoopback(scripts: Readonly<Record<string, string>>): Promise<Loopback> {
  let posts = 0;
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      posts++;
      return response.writeHead(200, { 'content-type': 'application/json' }).end(await answer(request));
    }
    const { pathname } = new URL(request.url!, 'http://loopback');
    serve(response, scripts[pathname], pathname);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    posts() {
      const count = posts;
      posts = 0;
      return count;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What each collector says when it has taken all. */
async function answer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  if (request.url !== '/crm/ingest') return JSON.stringify({ code: 200, status: 1, success: true });
  const { events } = JSON.parse(Buffer.concat(chunks).toString()) as { events: { event_id: string }[] };
  const results = events.map(({ event_id }) => ({ event_id, status: 'accepted' }));
  return JSON.stringify({ received_at: new Date().toISOString(), results });
}

function serve(response: ServerResponse, script: string | undefined, pathname: string): void {
  if (script) return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  if (pathname !== '/') return void response.writeHead(404).end();
  const icon = '<link rel="icon" href="data:,">';
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${icon}<title>bench</title>`);
}
