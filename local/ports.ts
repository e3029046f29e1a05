import { connect, createServer } from 'node:net';
import { StartFailure } from './failure.js';

/** The ports of one local stack, all on 127.0.0.1. */
export interface Ports {
  app: number;
  firestore: number;
  auth: number;
  functions: number;
  ui: number;
}

/** What `npm start` uses. Tests, the README and outside programs rely on these numbers. */
export const LAW_PORTS: Ports = { app: 5173, firestore: 8080, auth: 9099, functions: 5001, ui: 4000 };

const NAMES: Record<keyof Ports, string> = {
  app: 'app server',
  firestore: 'Firestore emulator',
  auth: 'Auth emulator',
  functions: 'Functions emulator',
  ui: 'emulator UI',
};

/** Fails with one line that names every port that is taken and who wanted it. */
export async function assertFree(ports: Ports): Promise<void> {
  const names = Object.keys(NAMES) as (keyof Ports)[]; // Object.keys forgets the keys of a Record
  const free = await Promise.all(names.map((name) => isFree(ports[name])));
  const busy = names.filter((_, i) => !free[i]).map((name) => `${ports[name]} (${NAMES[name]})`);
  if (busy.length === 0) return;
  const first = /^\d+/.exec(busy[0] ?? '')?.[0];
  throw new StartFailure(
    `port ${busy.join(', ')} is in use: stop the program that listens there (\`lsof -i :${first}\` names it), then try again.`,
  );
}

/** Ports for a second stack beside a running one. They are free now; nothing reserves them. */
export async function freePorts(): Promise<Ports> {
  const [app, firestore, auth, functions, ui] = await freePortList(5);
  return { app: app!, firestore: firestore!, auth: auth!, functions: functions!, ui: ui! };
}

/** A port that is free now; nothing reserves it. */
export async function freePort(): Promise<number> {
  const [port] = await freePortList(1);
  return port!;
}

/** Ports that are free now, held open together so that the same one is not named twice; nothing reserves them. */
export async function freePortList(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Both ways of asking: macOS lets 127.0.0.1 be bound while another program listens on every address. */
async function isFree(port: number): Promise<boolean> {
  return !(await accepts(port)) && (await binds(port));
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(false));
  });

const binds = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
