import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_SIGNING_KEY } from './calendly-webhook.js';
import { type Child, startChild } from './child.js';
import { exportFolder } from './export-folder.js';
import { StartFailure } from './failure.js';
import { freePortList, LAW_PORTS, type Ports } from './ports.js';

export const PROJECT = 'demo-siam-visa';

/** The version that the fallback and `npm run deploy` download with npx, once. */
export const FIREBASE_TOOLS = 'firebase-tools@14';

/** How long the emulators may take to listen, ms: fireemu needs 100, a first download of firebase-tools minutes. */
const START_LIMIT = { fireemu: 20_000, 'firebase-tools': 300_000 };

export interface EmulatorOptions {
  root: string;
  ports: Ports;
  /** Where the data is kept between runs. */
  dataDir: string;
  verbose: boolean;
  /** Told in one line what is unusual. */
  say(line: string): void;
}

export interface Emulators {
  readonly exited: Promise<number>;
  /** Writes the data to disk now. The emulators do it themselves when they are stopped. */
  snapshot(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Firestore, Auth and Functions and waits until they listen. Data of an earlier run in `dataDir` is loaded, and
 * written back at the end. The `fireemu` build of this platform where there is one, else firebase-tools through npx.
 */
export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  const { root, ports, dataDir } = options;
  const data = exportFolder(dataDir);
  mkdirSync(dirname(data), { recursive: true });
  if (!data.startsWith(dataDir))
    options.say(`the data is kept in ${data}: it cannot be below a folder that everybody may write`);
  const logFile = join(dataDir, 'emulators.log');
  // A directory of temporary files of its own: there the emulators note where they can be found, and two stacks of one
  // project would overwrite each other's note.
  const run = join(dataDir, 'run');
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });

  // Both emulators read secrets and settings from here; `firebase.json` keeps the files out of a deployment.
  const functions = join(root, 'dist', 'functions');
  writeFileSync(join(functions, '.secret.local'), `CALENDLY_SIGNING_KEY=${LOCAL_SIGNING_KEY}\n`);
  const settings = join(root, '.env.local');
  if (existsSync(settings)) copyFileSync(settings, join(functions, '.env.local'));
  else rmSync(join(functions, '.env.local'), { force: true });
  const fireemu = findFireemu();
  const kept = [...(existsSync(data) ? ['--import', data] : []), '--export-on-exit', data];
  const common = ['--project', PROJECT, '--only', 'auth,firestore,functions', ...kept];
  const env = { ...process.env, TMPDIR: run };
  let child: Child;
  if (fireemu) {
    // By default it runs 8 requests at a time and answers 502 to the next; the function itself takes 80.
    const config = join(run, 'fireemu.json');
    writeFileSync(config, JSON.stringify({ schemaVersion: 1, functions: { maxGlobalConcurrency: 80 } }));
    const flags = [
      'up',
      '--config',
      config,
      '--firebase-json',
      'firebase.json',
      ...common,
      ...(await portFlags(ports)),
    ];
    child = startChild(fireemu, flags, { cwd: root, env, logFile, verbose: options.verbose });
  } else {
    await assertFallbackWorks(ports);
    options.say(
      `no fireemu for ${process.platform}-${process.arch}: using ${FIREBASE_TOOLS} with Java, slower to start`,
    );
    const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
    const flags = ['--yes', FIREBASE_TOOLS, 'emulators:start', ...common];
    child = startChild(npx, flags, { cwd: root, env, logFile, verbose: options.verbose });
  }

  await listening(ports, child, START_LIMIT[fireemu ? 'fireemu' : 'firebase-tools'], logFile);
  return {
    exited: child.exited,
    stop: () => child.stop(),
    async snapshot() {
      // The export is written beside the old one and then takes its place: a kill in between leaves one of the two.
      if (fireemu)
        await promisify(execFile)(fireemu, ['emulators:export', data, '--project', PROJECT, '--force'], { env });
    },
  };
}

/** The program for this platform, made executable: npm unpacks it without its run bit. */
function findFireemu(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(require.resolve(`@fireemu/${process.platform}-${process.arch}/package.json`));
    const program = join(folder, 'bin', 'fireemu');
    try {
      accessSync(program, constants.X_OK);
    } catch {
      chmodSync(program, 0o755);
    }
    return program;
  } catch {
    // Not installed: there is no build for this platform, or optional dependencies were left out.
    return undefined;
  }
}

async function assertFallbackWorks(ports: Ports): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  if (ports.firestore !== LAW_PORTS.firestore)
    throw new StartFailure(
      `no fireemu for ${platform}, and the firebase-tools emulators only use the ports of firebase.json: stop the other stack, use the usual ports.`,
    );
  try {
    await promisify(execFile)('java', ['-version']);
  } catch {
    throw new StartFailure(
      `no emulator: @fireemu/${platform} is not installed, and firebase-tools needs Java. Run \`npm install --include=optional\` or install Java 21, then \`npm start\`.`,
    );
  }
}

/** Only the ports of the law are fixed. Nobody outside relies on the rest: any free ones, so that two stacks can start at once. */
async function portFlags(ports: Ports): Promise<string[]> {
  const [hub, logging, eventarc, tasks] = await freePortList(4);
  const flags = {
    'firestore-port': ports.firestore,
    'http-port': ports.auth,
    'functions-port': ports.functions,
    'ui-port': ports.ui,
    'hub-port': hub,
    'logging-port': logging,
    'eventarc-port': eventarc,
    'tasks-port': tasks,
  };
  return Object.entries(flags).flatMap(([name, port]) => [`--${name}`, String(port)]);
}

async function listening(ports: Ports, child: Child, limit: number, logFile: string): Promise<void> {
  let code: number | undefined;
  void child.exited.then((exit) => {
    code = exit;
  });
  const urls = [ports.firestore, ports.auth, ports.functions].map((port) => `http://127.0.0.1:${port}/`);
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 25))) {
    if (code !== undefined)
      throw new StartFailure(
        `the emulators ended while starting (exit code ${code}): ${logFile} says why; \`npm start -- --fresh\` begins with empty data.`,
      );
    const answers = await Promise.allSettled(urls.map((url) => fetch(url, { signal: AbortSignal.timeout(1000) })));
    if (answers.every(({ status }) => status === 'fulfilled')) return;
  }
  await child.stop();
  throw new StartFailure(`the emulators did not listen within ${limit / 1000} s: ${logFile} says why.`);
}
