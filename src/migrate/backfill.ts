import { isStoreFailure } from '../ingest/ports.js';
import type { ForeseeingStore, Runs, Sessions } from './backfill-ports.js';
import { foresee } from './foresee.js';
import { hold } from './hold.js';
import type { Keeper } from './keeper.js';
import type { Pace } from './pace.js';
import { type Part, partOfRun } from './part.js';
import { linesOf, SKIPPED, type Skipped } from './put-aside.js';
import { readSessions } from './read-sessions.js';
import { begun, type Run } from './run.js';
import { type WriteOptions, writeLead } from './write-lead.js';
import { writePart } from './write-part.js';

export interface BackfillOptions extends Pick<WriteOptions, 'region' | 'intents'> {
  sessions: Sessions;
  runs: Runs;
  store: ForeseeingStore;
  pace: Pace;
  /** Sessions read with one request, and about as many events written between two checkpoints. */
  page: number;
  /** Leads written at a time. */
  concurrency: number;
  /** Sessions that happened before are left alone. `undefined`: what the open run says. */
  since: string | undefined;
  /** Who we are: `host/process id`. */
  self: string;
  isGone(holder: string): boolean;
  now(): Date;
  /** Whether to stop after the page at hand: the operator interrupts, or time is up. */
  stopping(): boolean;
  /** Ends early where it is stopping. */
  sleep(milliseconds: number): Promise<void>;
  /** Told of every change, with what it does or why it waits. */
  onProgress(run: Run): void;
  /** What takes the report; without it, the run stays `reporting` until somebody takes it. */
  report?: { skipped(line: Skipped): Promise<void>; end(run: Run): Promise<void> };
}

/** How a backfill ended: `stopped` goes on where it was when it is begun again. */
export type Ending = 'done' | 'stopped' | 'report_waits';

/** Signs of life, and looks for what the operator wants while it is paused, ms. */
const SIGN_EVERY = 5000;
const LOOK_EVERY = 2000;

/** Pauses between two tries of what Firestore does not answer, ms; doubled each time. */
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** Thrown where it is to stop while it waits. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** A `since` that is not that of the open run. */
export class OtherSince extends Error {
  override readonly name = 'OtherSince';
  constructor(readonly open: string) {
    super(`an open backfill ${open ? `leaves out what happened before ${open}` : 'leaves nothing out'}`);
  }
}

/**
 * Reads the old collection once, then writes its events lead by lead, each lead's in time order: pages come by id, and a
 * lead written in that order would get cases that later sessions join. May be killed at any moment: what was kept last
 * goes on with the next call, and writing an event again changes nothing. Throws a `LostRun`, an `OtherSince`, or a
 * `StoreFailure` with the reason `refused`.
 */
export async function backfill(options: BackfillOptions): Promise<Ending> {
  const { runs, sessions, page, now } = options;
  let keeper: Keeper | undefined;
  let doing = '';
  const say = (what: string) => {
    if (what === doing) return;
    doing = what;
    if (keeper) options.onProgress({ ...keeper.run, doing });
  };
  const sleep = async (milliseconds: number) => {
    await options.sleep(milliseconds);
    if (options.stopping()) throw new Stopped();
  };
  const again = async (code: string, attempt: number) => {
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (attempt - 1));
    say(`Firestore does not take it (${code}), try ${attempt + 1} in ${Math.ceil(pause / 1000)} s`);
    await sleep(pause);
  };
  /** What only passing failures keep from being done. */
  const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await work();
      } catch (error) {
        if (!isStoreFailure(error) || error.reason === 'refused') throw error;
        await again(error.code ?? error.reason, attempt);
      }
  };

  try {
    keeper = await persistently(() =>
      hold({
        ...options,
        sleep,
        begin: async (number) => begun(number, await sessions.count(), now().toISOString(), options.since ?? ''),
        onWait: (why, run) => options.onProgress({ ...run, doing: why }),
      }),
    );
    const held = keeper;
    if (options.since !== undefined && options.since !== held.run.since) throw new OtherSince(held.run.since);
    const signs = setInterval(() => {
      held.keep({ doing }).catch(() => {
        // The next change meets the same, and tells it.
      });
    }, SIGN_EVERY);
    try {
      return await steps(held, options, { say, sleep, again, persistently });
    } finally {
      clearInterval(signs);
    }
  } catch (error) {
    if (error instanceof Stopped) return 'stopped';
    throw error;
  } finally {
    // Whoever comes next need not wait; where this fails, they wait for a sign of life.
    if (keeper?.run.holder === options.self && keeper.run.phase !== 'done')
      await keeper.keep({ holder: '', doing: '' }).catch(() => {});
  }

  async function steps(held: Keeper, { report, concurrency }: BackfillOptions, ways: Ways): Promise<Ending> {
    const { say, sleep, again, persistently } = ways;
    let part: Part | undefined;
    const keep: Keeper['keep'] = async (...change) => {
      await persistently(() => held.keep(...change));
      options.onProgress({ ...held.run, doing });
    };
    for (;;) {
      const { run } = held;
      if (options.stopping()) return 'stopped';
      if (run.wanted === 'pause') {
        say('paused by the operator; crm-admin resume goes on');
        await sleep(LOOK_EVERY);
        await persistently(() => held.refresh());
        continue;
      }
      switch (run.phase) {
        case 'reading': {
          say('reading sessions');
          const read = await persistently(() => readSessions(run, sessions, page));
          await keep(read.run, read.put);
          break;
        }
        case 'writing': {
          if (part?.partition !== run.partition) part = await persistently(() => partOfRun(runs, run.partition));
          say('writing events');
          const wrote = await writePart(run, part, {
            page,
            concurrency,
            foresee: (leads) => persistently(() => foresee(options.store, leads, options.pace.charge)),
            write: async (lead) => {
              await options.pace.ready();
              return writeLead(lead, { ...options, receivedAt: run.received_at, charge: options.pace.charge, again });
            },
          });
          await keep(wrote.run, wrote.put, wrote.removed);
          break;
        }
        case 'reporting': {
          if (!report) return 'report_waits';
          say('reporting');
          const told: string[] = [];
          for await (const chunk of runs.chunks(SKIPPED)) {
            for (const line of linesOf<Skipped>(chunk)) await report.skipped(line);
            told.push(chunk.id);
          }
          const ended: Run = { ...run, phase: 'done', finished_at: now().toISOString(), holder: '', doing: '' };
          await report.end(ended);
          await keep(ended, [], told);
          break;
        }
        case 'done':
          return 'done';
        default:
          return run.phase satisfies never;
      }
    }
  }
}

interface Ways {
  say(what: string): void;
  sleep(milliseconds: number): Promise<void>;
  again(code: string, attempt: number): Promise<void>;
  persistently<T>(work: () => Promise<T>): Promise<T>;
}
