import type { Io } from './command.js';
import { grouped } from './report.js';
import type { VerifyOptions } from './verify/verify.js';

/** Without a terminal: a line so often, ms. */
const LINE_EVERY = 10_000;

/** Runs a reading of all collections and tells how far it is. Answers nothing where Ctrl-C ended it. */
export async function readingTold<T>(
  io: Io,
  reading: (telling: Pick<VerifyOptions, 'onProgress' | 'signal'>) => Promise<T>,
): Promise<T | undefined> {
  const far = new Map<string, { read: number; all: number }>();
  let told = performance.now();
  const line = () =>
    [...far].map(([collection, { read, all }]) => `${collection} ${grouped(read)}/${grouped(all)}`).join('  ');
  try {
    return await reading({
      signal: io.interrupted,
      onProgress: (collection, read, all) => {
        far.set(collection, { read, all });
        if (io.progress) io.progress(line());
        else if (performance.now() - told > LINE_EVERY) {
          told = performance.now();
          io.note(line());
        }
      },
    });
  } catch (error) {
    if (io.interrupted.aborted) return undefined;
    throw error;
  } finally {
    // The bar has said what it had to say.
    io.progress?.('');
  }
}
