import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface EmulatorOptions {
  /** Which emulators, separated by commas. @default 'firestore' */
  only?: string;
  /** @default 'demo-siam-visa' */
  project?: string;
  /** Rules to start with, relative to the repository. @default 'firestore.rules' */
  rules?: string;
  /**
   * Whether tokens are checked as production does, so that only accounts of the Auth emulator get in. Tests that make
   * up their tokens leave it false. @default false
   */
  strict?: boolean;
  /** Runs the built functions too, with these settings. @default none */
  settings?: Readonly<Record<string, string>>;
  /** How long the start may take, ms. @default 20_000 */
  limit?: number;
}

export interface Emulator {
  project: string;
  host: string;
  /** Of Firestore. */
  port: number;
  /** Of Auth, where it was asked for. */
  authPort: number;
  /** Of the functions, where there are any. */
  functionsPort: number;
  /** Of Cloud Tasks, which calls them. */
  tasksPort: number;
  /** Ends this emulator and nothing else; its data goes with it. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts emulators on free ports, beside whatever else is running, and waits until they listen. Their data is in
 * memory. Throws an Error that says what to do where there is no emulator for this platform.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { only = 'firestore', project = 'demo-siam-visa', rules = 'firestore.rules', limit = 20_000 } = options;
  const program = findFireemu();
  const [port, authPort, hubPort, loggingPort, functionsPort, eventarcPort, tasksPort] = (await freePorts(7)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // A directory of its own: emulators of one project note there where they can be found, and read their settings.
  const directory = mkdtempSync(join(tmpdir(), 'crm-emulator-'));
  const write = (name: string, content: object) => writeFileSync(join(directory, name), JSON.stringify(content));
  write('fireemu.json', { schemaVersion: 1, profile: options.strict ? 'strict' : 'emulator' });
  write('firebase.json', {
    firestore: { rules: join(ROOT, rules), indexes: join(ROOT, 'firestore.indexes.json') },
    ...(options.settings && { functions: { source: 'functions' } }),
    emulators: {
      firestore: { host: HOST, port },
      auth: { host: HOST, port: authPort },
      functions: { host: HOST, port: functionsPort },
      ui: { enabled: false },
    },
  });
  if (options.settings) copyFunctions(directory, options.settings);
  const flags = ['--config', 'fireemu.json', '--firebase-json', 'firebase.json', '--project', project, '--only', only];
  const ports = ['--firestore-port', `${port}`, '--hub-port', `${hubPort}`, '--logging-port', `${loggingPort}`];
  if (options.settings) ports.push('--eventarc-port', `${eventarcPort}`, '--tasks-port', `${tasksPort}`);
  const child = spawn(program, ['up', ...flags, ...ports], {
    cwd: directory,
    env: { ...process.env, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await ended(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await listening(child, `http://${HOST}:${port}/`, limit);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { project, host: HOST, port, authPort, functionsPort, tasksPort, stop };
}

/** What `npm run build` left in dist/functions, with settings of its own: another emulator may run beside with others. */
function copyFunctions(directory: string, settings: Readonly<Record<string, string>>): void {
  const functions = join(directory, 'functions');
  cpSync(join(ROOT, 'dist/functions'), functions, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(functions, '.env.local'), lines.join(''));
}

/** The emulator of this platform, made executable: npm unpacks it without its run bit. */
export function findFireemu(): string {
  const name = `@fireemu/${process.platform}-${process.arch}`;
  const hint = `install it (\`npm install\`), or run these tests on linux-x64`;
  let program: string;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    program = join(dirname(manifest), 'bin', 'fireemu');
  } catch (cause) {
    throw new Error(`The Firestore emulator is missing: there is no package ${name}; ${hint}.`, { cause });
  }
  if (!existsSync(program)) throw new Error(`The Firestore emulator is missing: ${name} holds no program; ${hint}.`);
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755); // throws by itself where the file is not ours
  }
  return program;
}

/** Waits until the emulator answers; with what it printed, where it ends or stays silent. */
async function listening(child: ChildProcess, url: string, limit: number): Promise<void> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code) => (failure ??= `it ended with code ${code}`));
  for (const end = Date.now() + limit; Date.now() < end && !failure; ) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(1000) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30)); // not listening yet
    }
  }
  throw new Error(`The Firestore emulator did not start: ${failure ?? `no answer within ${limit} ms`}.\n${printed}`);
}

/** Ends a process politely, then not. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 3000);
  await exit;
  clearTimeout(late);
}

/** Ports that are free now, all held open until the last is known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.once('listening', () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
