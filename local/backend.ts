import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAccounts } from './accounts.js';
import { type AppServer, startAppServer } from './app-server.js';
import { type Emulators, PROJECT, startEmulators } from './emulators.js';
import { exportFolder } from './export-folder.js';
import { StartFailure } from './failure.js';
import { assertFree, LAW_PORTS, type Ports } from './ports.js';
import { probeIngest } from './probe.js';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface BackendOptions {
  /** @default LAW_PORTS */
  ports?: Ports;
  /** Where Firestore and Auth keep their data, and the log. Not below a folder that everybody may write. @default .crm-data */
  dataDir?: string;
  /** Forget the data of earlier runs. @default false */
  fresh?: boolean;
  /** Show what the emulators print instead of keeping it in `emulators.log`. @default false */
  verbose?: boolean;
  /** How often the data is written to disk while it runs, ms; 0 for only at the end. @default 5_000 */
  snapshotEvery?: number;
  /** Told in one line what is unusual. @default nobody */
  say?(line: string): void;
}

/** A whole local stack: emulators, function, accounts, app server. */
export interface Backend {
  readonly url: string;
  readonly ports: Ports;
  readonly projectId: string;
  readonly logFile: string;
  /** Can be stopped and started again by itself: to a page that is a server down, while Firestore stays. */
  readonly appServer: AppServer;
  /** Fulfilled with the emulators' exit code when they end, be it by themselves. */
  readonly emulatorsExited: Promise<number>;
  /** Ends every process it started; the data is on disk then. */
  stop(): Promise<void>;
}

/**
 * Starts everything on what `npm run build` left in dist/ and waits until the function answers. It fails with a
 * `StartFailure` in one line, and then leaves nothing running.
 */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const { ports = LAW_PORTS, fresh = false, verbose = false, snapshotEvery = 5_000, say = () => {} } = options;
  const dataDir = resolve(ROOT, options.dataDir ?? '.crm-data');
  const logFile = join(dataDir, 'emulators.log');
  for (const built of ['dist/functions/index.js', 'dist/hosting/index.html'])
    if (!existsSync(join(ROOT, built)))
      throw new StartFailure(`${built} is not there: run \`npm run build\`, or \`npm start\` without --no-build.`);
  await assertFree(ports);
  if (fresh) for (const folder of [dataDir, exportFolder(dataDir)]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });

  let emulators: Emulators | undefined;
  let appServer: AppServer | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = async () => {
    clearTimeout(timer);
    timer = undefined;
    await appServer?.stop();
    await emulators?.stop();
  };
  try {
    emulators = await startEmulators({ root: ROOT, ports, dataDir, verbose, say });
    appServer = await startAppServer(ROOT, ports);
    await Promise.all([createAccounts(PROJECT, ports.auth), probeIngest(appServer.url, logFile)]);
  } catch (error) {
    await stop();
    throw error;
  }
  const { snapshot, exited } = emulators;
  // The end writes the data too; this is for a machine that loses power, or a kill of the emulators themselves.
  const keep = (wait: number) => {
    timer = setTimeout(async () => {
      const before = Date.now();
      await snapshot().catch((error) => say(`the data was not written to disk: ${error}`));
      // 40 ms for 2,000 documents; with far more of them, still at most a twentieth of the time.
      if (timer) keep(Math.max(wait, 20 * (Date.now() - before)));
    }, wait);
  };
  if (snapshotEvery) keep(snapshotEvery);
  return { url: appServer.url, ports, projectId: PROJECT, logFile, appServer, emulatorsExited: exited, stop };
}
