import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { firestoreClaims } from '../firebase/claims.js';
import { sessionAs } from '../firebase/identity.js';
import { firestoreRuns } from '../firebase/runs.js';
import { firestoreSessions } from '../firebase/sessions.js';
import type { Settings } from '../firebase/settings.js';
import { firestoreStore } from '../firebase/store.js';
import { backfill, OtherSince } from './backfill.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';
import { dryRun } from './dry-run.js';
import { instantOf } from './legacy-values.js';
import { paced, unlimited } from './pace.js';
import { progressLine, progressOf, speedometer } from './progress.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';
import type { Skipped } from './put-aside.js';
import { skippedLine, summaryLines } from './report.js';
import type { Run } from './run.js';

export const help = `crm-admin backfill [--project ID] [--dry-run] [--page 200] [--concurrency 8] [--since TIME] [--report FILE] [--rate off|N]

Turns the sessions of audit_sessions into events, leads and cases. May run while sites send events, be stopped with
Ctrl-C or killed at any moment, and be called again: it goes on where it was, and what is written already is not written
again. When it is done it reports what it read, wrote and left out, with a line for each session that was skipped.

${PROJECT_HELP}
  --dry-run        reads and reports, as an identity that cannot write
  --page N         sessions a request, 1 to 1,000; also about how many events are written between two checkpoints (200)
  --concurrency N  leads written at a time, 1 to 64 (8)
  --since TIME     leaves out sessions that happened before, e.g. 2026-01-01 (UTC)
  --report FILE    writes the skipped sessions and the sums to a file, a line of JSON each, instead of to the screen
  --rate off|N     at most N documents read or written a second; by default 500, half as many more every 5 minutes, as
                   Firestore asks of new traffic; off for the emulators

From another terminal: crm-admin status, pause, resume.
Exit codes: 0 done, 2 wrong use, 3 Firestore or Auth did not answer or refused, 130 stopped by Ctrl-C; call it again to go on.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...PROJECT_OPTION,
      'dry-run': { type: 'boolean' },
      page: { type: 'string' },
      concurrency: { type: 'string' },
      since: { type: 'string' },
      report: { type: 'string' },
      rate: { type: 'string' },
    },
  });
  const page = countOf('--page', values.page, 200, 1000);
  const concurrency = countOf('--concurrency', values.concurrency, 8, 64);
  const since = sinceOf(values.since);
  const rate =
    values.rate === undefined ? 'ramp' : values.rate === 'off' ? 'off' : countOf('--rate', values.rate, 1, 1e6);
  const settings = settingsOf(values.project, io.env);
  const report = await reportTo(values.report, io);
  const progress = progressTo(io);
  const stopping = () => io.interrupted.aborted;
  setFlagsFromString(COLLECT_EARLY);
  try {
    if (values['dry-run']) {
      const session = sessionAs({ ...settings, role: 'auditor' });
      const ended = await dryRun({
        sessions: firestoreSessions(session),
        claims: firestoreClaims(session),
        page,
        since,
        now: io.now,
        stopping,
        onProgress: (one) => progress({ ...one, doing: 'reading; nothing is written' }),
        skipped: report.skipped,
      });
      if (!ended) return EXIT.interrupted;
      await report.end(ended);
      io.note('A dry run: nothing was written. "Written" is what would be; cases and leads are not foreseen.');
      return EXIT.done;
    }
    const session = sessionAs({ ...settings, role: 'migrate' });
    const ending = await backfill({
      ...optionsFrom(settings),
      sessions: firestoreSessions(session),
      runs: firestoreRuns(session),
      store: firestoreStore(session),
      pace: paceOf(rate, io),
      page,
      concurrency,
      since,
      self: io.self,
      isGone: io.isGone,
      now: io.now,
      stopping,
      sleep: (milliseconds) => sleep(milliseconds, io.interrupted),
      onProgress: progress,
      report,
    }).catch((error: unknown) => {
      throw error instanceof OtherSince ? new WrongUse(error.message, { cause: error }) : error;
    });
    if (ending === 'done') return EXIT.done;
    io.note('Stopped after the page at hand, nothing is lost. The same command goes on from here.');
    return EXIT.interrupted;
  } finally {
    await report.close();
  }
}

const optionsFrom = ({ region, intents }: Settings) => ({ region, intents });

function countOf(name: string, text: string | undefined, otherwise: number, most: number): number {
  const count = Number(text ?? otherwise);
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new WrongUse(`${name} must be a whole number from 1 to ${most}, received ${text}`);
  return count;
}

function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const instant = instantOf(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (!instant) throw new WrongUse(`--since must be a date or a time with its zone, e.g. 2026-01-01, received ${text}`);
  return instant;
}

const paceOf = (rate: number | 'ramp' | 'off', io: Io) => (onWait: (why: string) => void) =>
  rate === 'off'
    ? unlimited()
    : paced({
        rate,
        now: () => performance.now(),
        sleep: (milliseconds) => sleep(milliseconds, io.interrupted),
        onWait,
      });

const sleep = (milliseconds: number, until: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      until.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    until.addEventListener('abort', done);
    if (until.aborted) done();
  });

/** To a file, or line by line to the screen. */
async function reportTo(file: string | undefined, io: Io) {
  const handle =
    file === undefined ? undefined : await open(file, 'w').catch((error: Error) => unwritable(file, error));
  return {
    skipped: async (line: Skipped) => {
      if (handle) await handle.appendFile(`${JSON.stringify(line)}\n`);
      else io.out(skippedLine(line));
    },
    end: async (run: Run) => {
      const { number, received_at, since, counts, skipped } = run;
      if (handle) await handle.appendFile(`${JSON.stringify({ number, received_at, since, counts, skipped })}\n`);
      for (const line of summaryLines(run)) io.out(line);
    },
    close: async () => void (await handle?.close()),
  };
}

function unwritable(file: string, cause: Error): never {
  throw new WrongUse(`--report ${file} cannot be written: ${cause.message}`, { cause });
}

/** A page's garbage is short-lived: it is collected before the heap doubles, which takes a third less memory (bench/backfill.ts). */
const COLLECT_EARLY = '--heap-growing-percent=20';

/** Where no terminal shows a bar: a line so often, and where what it does changes, ms. */
const LINE_EVERY = 10_000;

function progressTo(io: Io): (run: Run) => void {
  const rateOf = speedometer();
  let told = { at: -LINE_EVERY, doing: '' };
  return (run) => {
    const progress = progressOf(run);
    const now = performance.now();
    const line = progressLine(progress, rateOf(progress, now), run.doing);
    if (io.progress) io.progress(line);
    else if (now - told.at >= LINE_EVERY || run.doing !== told.doing) {
      told = { at: now, doing: run.doing };
      io.note(line);
    }
  };
}
