import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, type Io } from './command.js';
import { duration, progressLine, progressOf } from './progress.js';
import { PROJECT_HELP, PROJECT_OPTION } from './project.js';
import { summaryLines } from './report.js';
import type { Run } from './run.js';
import { runsOf } from './steering.js';

export const help = `crm-admin status [--project ID] [--json]

Says how far the backfill is, what it does, and if it waits, for what. Only reads.

${PROJECT_HELP}
  --json  the run as it is stored

Exit codes: 0 a backfill is open or done, 1 there was none yet, 2 wrong use, 3 Firestore or Auth did not answer or refused.`;

/** Without a sign of life for so long, whoever worked on it is probably gone, ms. */
const SILENCE = 20_000;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: { ...PROJECT_OPTION, json: { type: 'boolean' } } });
  const kept = await runsOf(values.project, io, 'auditor').read();
  if (!kept) {
    io.note('No backfill was begun yet.');
    return EXIT.no;
  }
  if (values.json) io.out(JSON.stringify(kept.run));
  else for (const line of statusLines(kept.run, io.now())) io.out(line);
  return EXIT.done;
}

/** A run for whoever looks from outside. */
export function statusLines(run: Run, now: Date): string[] {
  if (run.phase === 'done') return [`Backfill ${run.number} was done at ${run.finished_at}.`, ...summaryLines(run)];
  return [
    `Backfill ${run.number} is ${run.phase}: ${progressLine(progressOf(run), 0, '').trim()}`,
    `  ${situation(run, now)}`,
    ...summaryLines(run).slice(1),
  ];
}

function situation({ holder, doing, alive_at, wanted, phase }: Run, now: Date): string {
  const silence = now.getTime() - Date.parse(alive_at);
  const since = `last sign of life ${duration(silence / 1000)} ago`;
  if (!holder && phase === 'reporting') return 'all is written; the report waits: crm-admin backfill takes it';
  if (!holder && wanted === 'pause')
    return `nobody works on it, and it is paused: crm-admin resume, then backfill (${since})`;
  if (!holder) return `nobody works on it: crm-admin backfill goes on (${since})`;
  if (silence > SILENCE) return `waiting: ${holder} has gone silent; crm-admin backfill takes over (${since})`;
  return `${holder}: ${doing || 'at work'} (${since})`;
}
