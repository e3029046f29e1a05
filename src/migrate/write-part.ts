import { bounded } from '../ingest/bounded.js';
import type { Chunk } from './backfill-ports.js';
import type { Part, WaitingLead } from './part.js';
import { chunksOf, SKIPPED } from './put-aside.js';
import { withSkips } from './read-sessions.js';
import { plus, type Run } from './run.js';
import type { Written } from './write-lead.js';

/** What writing a while came to: the run after it, and what goes with it. */
export interface Wrote {
  run: Run;
  put: Chunk[];
  removed: readonly string[];
}

export interface Writing {
  /** About how many events. */
  page: number;
  /** Leads at a time. */
  concurrency: number;
  /** Told which leads are next. */
  foresee(leads: readonly WaitingLead[]): Promise<void>;
  write(lead: WaitingLead): Promise<Written>;
}

/** Writes the next leads of a part, about `page` events. At the end of the last part the run goes on to `reporting`. */
export async function writePart(run: Run, part: Part, { page, concurrency, foresee, write }: Writing): Promise<Wrote> {
  const left = part.leads.filter(({ email }) => email > run.lead);
  const leads = firstOf(left, page);
  const { apart, sharing } = bySharing(leads);
  await foresee(leads);
  const written = await bounded(apart, concurrency, write);
  for (const lead of sharing) written.push(await write(lead));
  const refused = written.flatMap((one) => one.refused);
  const isLast = leads.length === left.length;
  const after: Run = {
    ...run,
    lead: isLast ? '' : (leads.at(-1)?.email ?? ''),
    ...(isLast && { partition: run.partition + 1 }),
    ...(isLast && run.partition + 1 >= run.partitions && { phase: 'reporting' }),
    flushes: run.flushes + 1,
    counts: written.reduce((sum, { counts }) => plus(sum, counts), run.counts),
    skipped: withSkips(run.skipped, refused),
  };
  return { run: after, put: chunksOf(SKIPPED, run.flushes, refused), removed: isLast ? part.chunks : [] };
}

/** As many leads as have `events` events between them, at least one. */
function firstOf(leads: readonly WaitingLead[], events: number): WaitingLead[] {
  let sum = 0;
  const first = leads.findIndex(({ waiting }) => (sum += waiting.length) >= events);
  return leads.slice(0, first < 0 ? leads.length : first + 1);
}

/**
 * Leads that name an event which an earlier one names too: two sessions of one id, of two people. Which of them stands
 * must not depend on who is faster, so they are written afterwards, in turn.
 */
function bySharing(leads: readonly WaitingLead[]): { apart: WaitingLead[]; sharing: WaitingLead[] } {
  const named = new Set<string>();
  const apart: WaitingLead[] = [];
  const sharing: WaitingLead[] = [];
  for (const lead of leads) {
    const ids = lead.waiting.map(({ event }) => event.event_id);
    (ids.some((id) => named.has(id)) ? sharing : apart).push(lead);
    for (const id of ids) named.add(id);
  }
  return { apart, sharing };
}
