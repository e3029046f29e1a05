import type { Chunk, Sessions } from './backfill-ports.js';
import { mapSession } from './legacy.js';
import { chunksOf, partOf, partPrefix, SKIPPED, type Skipped, skippedIn, type Waiting } from './put-aside.js';
import { type Counts, plus, type Run } from './run.js';

/** What reading a while came to: the run after it, and what to keep in the same commit. */
export interface Read {
  run: Run;
  put: Chunk[];
}

/** At most every thirtieth document that is put aside is one more to read: so few sessions are flushed to each part. */
const SESSIONS_PER_CHUNK = 30;

/** More characters than these are not kept in memory before they are put aside. */
const MOST_CHARACTERS = 4_000_000;

/**
 * Reads the next sessions and puts their events aside, by lead. As a rule one page; of large collections a few, so that
 * putting them aside and reading them back costs few reads. At the end of the collection the run goes on to `writing`.
 */
export async function readSessions(run: Run, sessions: Sessions, page: number): Promise<Read> {
  const parts = new Map<number, Waiting[]>();
  const skips: Skipped[] = [];
  let { cursor } = run;
  let size = 0;
  let ended = false;
  const found = { sessions: 0, before_since: 0, events: 0 } satisfies Partial<Counts>;
  while (!ended && (found.sessions === 0 || found.sessions < SESSIONS_PER_CHUNK * run.partitions)) {
    const some = await sessions.page(cursor, page);
    ended = some.length < page;
    for (const session of some) {
      found.sessions++;
      const { siteId, events, skips: reasons } = mapSession(session);
      for (const skip of reasons) skips.push(skippedIn(session.id, skip));
      const wanted = events.filter(({ timestamp }) => timestamp >= run.since);
      if (wanted.length < events.length) found.before_since++;
      for (const event of wanted) {
        const part = partOf(event.lead.email, run.partitions);
        const waiting = parts.get(part) ?? [];
        parts.set(part, waiting);
        waiting.push({ session: session.id, site_id: siteId, event });
        found.events++;
        size += JSON.stringify(event.payload).length;
      }
    }
    cursor = some.at(-1)?.id ?? cursor;
    if (size > MOST_CHARACTERS) break;
  }
  const put = [...parts].flatMap(([part, waiting]) => chunksOf(partPrefix(part), run.flushes, waiting));
  const after: Run = {
    ...run,
    ...(ended && { phase: 'writing' }),
    cursor,
    flushes: run.flushes + 1,
    counts: plus(run.counts, found),
    skipped: withSkips(run.skipped, skips),
  };
  return { run: after, put: [...put, ...chunksOf(SKIPPED, run.flushes, skips)] };
}

/** How many sessions, or parts of one, were skipped for each reason. */
export function withSkips(before: Run['skipped'], skips: readonly Skipped[]): Run['skipped'] {
  const after = { ...before };
  for (const { reason } of skips) after[reason] = (after[reason] ?? 0) + 1;
  return after;
}
