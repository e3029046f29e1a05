import type { Skipped } from './put-aside.js';
import type { Run } from './run.js';

/** A skipped session in one line: what, why, and what was wrong with what. */
export function skippedLine({ session, what, reason, issues }: Skipped): string {
  const [first, ...more] = issues.map(({ path, message }) => `${path}: ${message}`);
  const why = first ? `  ${first}${more.length ? ` (and ${more.length} more)` : ''}` : '';
  return `skipped  ${session}  ${what}  ${reason}${why}`;
}

/** The end of a report: the run in numbers. */
export function summaryLines({ number, received_at, since, counts, skipped }: Run): string[] {
  const rows: [string, number][] = [
    ['sessions read', counts.sessions],
    ...(since ? [[`left alone, before ${since}`, counts.before_since] as [string, number]] : []),
    ...Object.entries(skipped)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, count]): [string, number] => [`skipped, ${reason}`, count]),
    ['events in them', counts.events],
    ['events written', counts.written],
    ['duplicates, already live', counts.already_live],
    ['duplicates, in two sessions', counts.repeated],
    ['of an erased person, not written', counts.erased],
    ['cases opened', counts.cases_opened],
    ['leads opened', counts.leads_opened],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    `Backfill ${number}, events received at ${received_at}`,
    ...rows.map(([what, count]) => `  ${what.padEnd(width)}  ${grouped(count).padStart(9)}`),
  ];
}

/** 12345 as 12,345. */
export const grouped = (count: number): string => count.toLocaleString('en-US');
