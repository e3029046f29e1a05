import type { Claim } from '../ingest/ports.js';
import type { Sessions } from './backfill-ports.js';
import { mapSession } from './legacy.js';
import { type Skipped, skippedIn } from './put-aside.js';
import { withSkips } from './read-sessions.js';
import { begun, plus, type Run } from './run.js';

export interface DryRunOptions {
  sessions: Sessions;
  /** The claims on these ids, in any order. */
  claims(ids: readonly string[]): Promise<ReadonlyMap<string, Claim>>;
  page: number;
  since: string | undefined;
  now(): Date;
  stopping(): boolean;
  onProgress(run: Run): void;
  skipped(line: Skipped): Promise<void>;
}

/**
 * What a backfill would find, without writing anything: `written` counts what would be. Cases and leads are not
 * foreseen. Nothing is kept: it begins at the start each time. `undefined` where it was interrupted.
 */
export async function dryRun(options: DryRunOptions): Promise<Run | undefined> {
  const { sessions, claims, page, since = '', now, stopping, onProgress } = options;
  let run = begun(0, await sessions.count(), now().toISOString(), since);
  const seen = new Set<string>();
  for (let ended = false; !ended; ) {
    if (stopping()) return undefined;
    const some = await sessions.page(run.cursor, page);
    ended = some.length < page;
    const mapped = some.map((session) => ({ id: session.id, ...mapSession(session) }));
    const skips = mapped.flatMap(({ id, skips }) => skips.map((skip) => skippedIn(id, skip)));
    for (const skip of skips) await options.skipped(skip);
    const wanted = mapped.map(({ events }) => events.filter(({ timestamp }) => timestamp >= since));
    const ids = wanted.flat().map(({ event_id }) => event_id);
    const standing = await claims(ids.filter((id) => !seen.has(id)));
    const found = { written: 0, already_live: 0, repeated: 0, erased: 0 };
    for (const id of ids) {
      const claim = standing.get(id);
      if (seen.has(id)) found.repeated++;
      else if (claim?.erased_at) found.erased++;
      else if (claim) found.already_live++;
      else found.written++;
      seen.add(id);
    }
    run = {
      ...run,
      cursor: some.at(-1)?.id ?? run.cursor,
      skipped: withSkips(run.skipped, skips),
      counts: plus(run.counts, {
        ...found,
        sessions: some.length,
        events: ids.length,
        before_since: mapped.filter(({ events }, i) => wanted[i]!.length < events.length).length,
      }),
    };
    onProgress(run);
  }
  return run;
}
