import { type IngestOptions, ingest } from '../ingest/ingest.js';
import type { Result } from '../schema/wire.js';
import { type LegacySession, mapSession, type Skip } from './legacy.js';

/** What became of one session that an old site has written. */
export interface IngestedSession {
  readonly results: readonly Result[];
  readonly skips: readonly Skip[];
}

/**
 * Ingests a session as it stands now. What came before it, from the page or of an earlier write of the same session,
 * stands: it is answered `duplicate`, and nothing is written. An unfinished session gives nothing yet.
 * @param receivedAt the time of the write, so that a repeat leaves the same documents.
 */
export async function ingestSession(
  session: LegacySession,
  receivedAt: string,
  options: IngestOptions,
): Promise<IngestedSession> {
  const { siteId, events, skips } = mapSession(session);
  if (!events.length) return { results: [], skips };
  const envelope = { v: 1 as const, site_id: siteId, sent_at: receivedAt, sdk: 'dual-write', events: [...events] };
  const { results } = await ingest(envelope, receivedAt, { ...options, yields: true });
  return { results, skips };
}
