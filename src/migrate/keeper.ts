import type { Chunk, KeptRun, Runs } from './backfill-ports.js';
import type { Run } from './run.js';

/** Somebody else works on the run now: whoever held it must stop. */
export class LostRun extends Error {
  override readonly name = 'LostRun';
  constructor(readonly holder: string) {
    super(`another backfill (${holder || 'unknown'}) has taken over`);
  }
}

/** The run while we hold it. Its changes are kept one after another; each finds it as the one before left it. */
export interface Keeper {
  readonly run: Run;
  /** Keeps changes, and chunks with them. Throws a `LostRun` where somebody else holds the run by now. */
  keep(changes: Partial<Run>, put?: readonly Chunk[], removed?: readonly string[]): Promise<void>;
  /** Looks what the operator wants by now. */
  refresh(): Promise<void>;
}

/** How often a change is tried while an operator changes the same document. */
const ATTEMPTS = 10;

/**
 * Holds a run: a change is kept only where the document is as we left it, so of two that believe to hold it one stops at
 * its next change. What an operator asked for meanwhile is taken over. `now` stamps each change as a sign of life.
 */
export function keeperOf(runs: Runs, kept: KeptRun, now: () => Date): Keeper {
  let { run, version } = kept;
  let last: Promise<void> = Promise.resolve();
  const reread = async () => {
    const found = await runs.read();
    if (!found || found.run.holder !== run.holder || found.run.number !== run.number)
      throw new LostRun(found?.run.holder ?? '');
    version = found.version;
    run = { ...run, wanted: found.run.wanted };
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  return {
    get run() {
      return run;
    },
    keep: (changes, put, removed) =>
      inTurn(async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const after = { ...run, ...changes, wanted: run.wanted, alive_at: now().toISOString() };
          const next = await runs.keep(after, version, put, removed);
          if (next !== undefined) {
            run = after;
            version = next;
            return;
          }
          await reread();
        }
        throw new Error(`the run could not be kept in ${ATTEMPTS} attempts: its document keeps changing`);
      }),
    refresh: () => inTurn(reread),
  };
}
