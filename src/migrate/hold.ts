import type { Runs } from './backfill-ports.js';
import { type Keeper, keeperOf } from './keeper.js';
import type { Run } from './run.js';

export interface HoldOptions {
  runs: Runs;
  /** Who we are: `host/process id`. */
  self: string;
  /** Whether another holder is known to be gone. */
  isGone(holder: string): boolean;
  /** The run that begins where none is open; `number` is its own. */
  begin(number: number): Promise<Run>;
  now(): Date;
  /** Ends early, by an exception, where the operator interrupts. */
  sleep(milliseconds: number): Promise<void>;
  onWait(why: string, run: Run): void;
}

/** A holder that shows no sign of life for so long is taken to be gone, ms. It shows one every 5 s. */
const SILENCE = 20_000;
const LOOK_EVERY = 1000;

/**
 * Takes hold of the open run, or begins one. Waits while another holds it and is alive: whoever is on this host and has
 * ended is not waited for, any other for 20 s without a sign. Clocks of other machines are not asked.
 */
export async function hold({ runs, self, isGone, begin, now, sleep, onWait }: HoldOptions): Promise<Keeper> {
  let seen = '';
  let silent = 0;
  for (;;) {
    const kept = await runs.read();
    const open = kept && kept.run.phase !== 'done' ? kept.run : undefined;
    silent = kept && kept.version === seen ? silent + LOOK_EVERY : 0;
    seen = kept?.version ?? '';
    if (open?.holder && open.holder !== self && !isGone(open.holder) && silent < SILENCE) {
      onWait(`waiting: another backfill (${open.holder}) is at work`, open);
      await sleep(LOOK_EVERY);
      continue;
    }
    const run: Run = { ...(open ?? (await begin((kept?.run.number ?? 0) + 1))), holder: self };
    const version = await runs.keep(run, kept?.version);
    if (version !== undefined) return keeperOf(runs, { run, version }, now);
  }
}
