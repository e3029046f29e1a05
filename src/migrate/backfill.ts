import type { ForeseeingStore, Runs, Sessions } from './backfill-ports.js';
import { foresee } from './foresee.js';
import { hold } from './hold.js';
import type { Keeper } from './keeper.js';
import type { Pace } from './pace.js';
import { type Part, partOfRun } from './part.js';
import { linesOf, SKIPPED, type Skipped } from './put-aside.js';
import { readSessions } from './read-sessions.js';
import { begun, type Run } from './run.js';
import { Stopped, type Waits, waitsOf } from './waits.js';
import { type WriteOptions, writeLead } from './write-lead.js';
import { writePart } from './write-part.js';

export interface BackfillOptions extends Pick<WriteOptions, 'region' | 'intents'> {
  sessions: Sessions;
  runs: Runs;
  store: ForeseeingStore;
  /** Makes what keeps to a rate; it is told why it waits, and with nothing when it no longer does. */
  pace(onWait: (why: string) => void): Pace;
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
  report?: Report;
}

export interface Report {
  skipped(line: Skipped): Promise<void>;
  end(run: Run): Promise<void>;
}

/** How a backfill ended: `stopped` goes on where it was when it is begun again. */
export type Ending = 'done' | 'stopped' | 'report_waits';

/** A `since` that is not that of the open run. */
export class OtherSince extends Error {
  override readonly name = 'OtherSince';
  constructor(readonly open: string) {
    super(
      open
        ? `the open backfill leaves out what happened before ${open}: finish it with --since ${open}`
        : 'the open backfill leaves nothing out: finish it without --since',
    );
  }
}

/** Signs of life, and looks for what the operator wants while it is paused, ms. */
const SIGN_EVERY = 5000;
const LOOK_EVERY = 2000;

/**
 * Reads the old collection once, then writes its events lead by lead, each lead's in time order: pages come by id, and a
 * lead written in that order would get cases that later sessions join. May be killed at any moment: what was kept last
 * goes on with the next call, and writing an event again changes nothing. Throws a `LostRun`, an `OtherSince`, or a
 * `StoreFailure` with the reason `refused`.
 */
export async function backfill(options: BackfillOptions): Promise<Ending> {
  const { sessions, self, now, since, onProgress } = options;
  let keeper: Keeper | undefined;
  const waits = waitsOf({
    ...options,
    onDoing: (doing) => onProgress({ ...(keeper?.run ?? begun(0, 0, now().toISOString(), '')), doing }),
  });
  try {
    keeper = await waits.persistently(() =>
      hold({
        ...options,
        sleep: waits.sleep,
        begin: async (number) => begun(number, await sessions.count(), now().toISOString(), since ?? ''),
        onWait: (why, run) => onProgress({ ...run, doing: why }),
      }),
    );
    if (since !== undefined && since !== keeper.run.since) throw new OtherSince(keeper.run.since);
    return await whileAlive(keeper, waits, steps(keeper, options, waits));
  } catch (error) {
    if (error instanceof Stopped) return 'stopped';
    throw error;
  } finally {
    // Whoever comes next need not wait; where this fails, they wait until we have been silent for long enough.
    if (keeper && keeper.run.holder === self && keeper.run.phase !== 'done')
      await keeper.keep({ holder: '', doing: '' }).catch(() => {});
  }
}

/** Shows signs of life, with what it does, until the work has ended. */
async function whileAlive<T>(keeper: Keeper, waits: Waits, work: Promise<T>): Promise<T> {
  const signs = setInterval(() => {
    keeper.keep({ doing: waits.doing }).catch(() => {
      // The next checkpoint meets the same, and tells it.
    });
  }, SIGN_EVERY);
  try {
    return await work;
  } finally {
    clearInterval(signs);
  }
}

/** Does one step after another, each from what is kept to what is kept next. */
async function steps(keeper: Keeper, options: BackfillOptions, waits: Waits): Promise<Ending> {
  const write = writing(options, waits);
  const keep: Keeper['keep'] = async (changes, put, removed) => {
    await waits.persistently(() => keeper.keep({ ...changes, doing: waits.doing }, put, removed));
    options.onProgress(keeper.run);
  };
  for (;;) {
    const { run } = keeper;
    if (run.phase === 'done') return 'done';
    if (options.stopping()) return 'stopped';
    if (run.wanted === 'pause') {
      waits.say('waiting: paused by the operator; crm-admin resume lets it go on');
      await waits.sleep(LOOK_EVERY);
      await waits.persistently(() => keeper.refresh());
      continue;
    }
    switch (run.phase) {
      case 'reading': {
        waits.say('reading sessions');
        const read = await waits.persistently(() => readSessions(run, options.sessions, options.page));
        await keep(read.run, read.put);
        break;
      }
      case 'writing': {
        waits.say('writing events');
        const wrote = await write(run);
        await keep(wrote.run, wrote.put, wrote.removed);
        break;
      }
      case 'reporting': {
        if (!options.report) return 'report_waits';
        waits.say('reporting');
        const { ended, told } = await reported(run, options, options.report);
        await keep(ended, [], told);
        break;
      }
      default:
        return run.phase satisfies never;
    }
  }
}

/** Writes the next events of a run; the part they are of stays in memory. */
function writing(options: BackfillOptions, waits: Waits) {
  const { runs, store, page, concurrency } = options;
  const pace = options.pace((why) => waits.say(why ? `waiting: ${why}` : 'writing events'));
  let part: Part | undefined;
  return async (run: Run) => {
    if (part?.partition !== run.partition) part = await waits.persistently(() => partOfRun(runs, run.partition));
    return writePart(run, part, {
      page,
      concurrency,
      foresee: (leads) => waits.persistently(() => foresee(store, leads, pace.charge)),
      write: async (lead) => {
        await pace.ready();
        const { charge } = pace;
        return writeLead(lead, { ...options, receivedAt: run.received_at, charge, again: waits.again });
      },
    });
  };
}

/** Tells what was skipped, then the sums; a run that is killed meanwhile tells all of it again. */
async function reported(run: Run, { runs, now }: BackfillOptions, report: Report) {
  const told: string[] = [];
  for await (const chunk of runs.chunks(SKIPPED)) {
    for (const line of linesOf<Skipped>(chunk)) await report.skipped(line);
    told.push(chunk.id);
  }
  const ended: Run = { ...run, phase: 'done', finished_at: now().toISOString(), holder: '' };
  await report.end(ended);
  return { ended, told };
}
