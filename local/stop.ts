/** How often to look whether npm is still there, ms. */
const PARENT_CHECK = 1000;

export interface Stopping {
  /** Aborted as soon as the end was asked for. */
  readonly signal: AbortSignal;
  /** What is to be undone before the process ends. */
  before(undo: () => Promise<void>): void;
}

/**
 * Ends this process in order on Ctrl-C, SIGTERM, a closed terminal, or when npm, its parent, is gone without a word (npm
 * passes on most signals, and none when it is killed). Exit code 0: being asked to stop is no failure. A second Ctrl-C
 * does not wait.
 */
export function stopOnSignals(): Stopping {
  const abort = new AbortController();
  const undos: (() => Promise<void>)[] = [];
  const stop = async () => {
    // A terminal sends Ctrl-C to npm and to us, and npm hands its own on: the same key twice within an instant.
    if (abort.signal.aborted) return void (Date.now() - asked > 1000 && process.exit(130));
    asked = Date.now();
    abort.abort();
    for (const undo of undos) await undo();
    process.exit(0);
  };
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && void stop(), PARENT_CHECK).unref();
  }
  // The terminal is gone and with it our output; what matters now is to end in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return { signal: abort.signal, before: (undo) => void undos.push(undo) };
}
