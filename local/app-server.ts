import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { calendlySimulation } from './calendly.js';
import { PROJECT } from './emulators.js';
import { hostingHeaders } from './hosting-headers.js';
import { forward } from './ingest-proxy.js';
import type { Ports } from './ports.js';

export interface AppServer {
  readonly url: string;
  /** Closes the port and every connection: to a page, the server is down. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/**
 * What Firebase Hosting does in production: the files of dist/hosting with the headers of firebase.json, the rewrites of
 * `/crm/ingest` and `/crm/calendly` to the functions, and `/__/firebase/init.json`, which here also names the emulators.
 * Of its own it has `/__/alive` and `/__/calendly`, which plays Calendly.
 */
export async function startAppServer(root: string, ports: Ports): Promise<AppServer> {
  const url = `http://127.0.0.1:${ports.app}`;
  const emulators = { firestore: `127.0.0.1:${ports.firestore}`, auth: `127.0.0.1:${ports.auth}` };
  const functions = `http://127.0.0.1:${ports.functions}/${PROJECT}/asia-southeast1`;
  const simulation = calendlySimulation(`${url}/crm/calendly`);
  const headers = hostingHeaders(root, Object.values(emulators));
  // `dev` reads the disk at each request, so that a build shows without a restart.
  const files = sirv(join(root, 'dist', 'hosting'), { dev: true });

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', url);
    for (const [name, value] of headers(pathname)) response.setHeader(name, value);
    if (pathname === '/crm/ingest') return forward(request, response, `${functions}/ingest`);
    if (pathname === '/crm/calendly') return forward(request, response, `${functions}/calendly`);
    if (pathname === '/__/calendly') return simulation(request, response);
    if (pathname === '/__/alive') return alive(response);
    if (pathname === '/__/firebase/init.json')
      return json(response, { projectId: PROJECT, apiKey: 'local', authDomain: url, emulators, pages: pages(root) });
    files(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`Nothing at ${pathname}\n`);
    });
  };

  let server = createServer(answer);
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer(answer);
      server.once('error', reject);
      server.listen(ports.app, '127.0.0.1', resolve);
    });
  await start();
  return {
    url,
    start,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A stream that says nothing: it ends when this server does, and a page that holds it knows at once. */
function alive(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    .write('retry: 1000\n\n');
}

/** The demo's other pages, as far as this build contains them. */
function pages(root: string): string[] {
  return ['react', 'admin']
    .filter((name) => existsSync(join(root, 'dist', 'hosting', name, 'index.html')))
    .map((name) => `/${name}/`);
}

function json(response: ServerResponse, body: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
