import type { IngestOptions } from '../ingest/ingest.js';
import { ingestSession } from '../migrate/ingest-session.js';
import type { LegacySession } from '../migrate/legacy.js';
import type { Logger } from './log.js';

/** Thrown where an event could not be written now: the platform brings the same write again. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/**
 * Takes a session that was written to the old collection, by an old site or by dual write itself: what stands already is
 * answered `duplicate` and writes nothing, so that the two halves of dual write do not chase each other.
 * @param at when it was written, ISO, so that a repeat leaves the same documents.
 */
export async function takeSession(
  session: LegacySession,
  at: string,
  options: IngestOptions,
  log: Logger,
): Promise<void> {
  const { results, skips } = await ingestSession(session, at, options);
  const verdicts = results.map(({ event_id, status, code }) => ({ event_id, status, ...(code && { code }) }));
  const refused = results.some(({ status }) => status === 'rejected' || status === 'conflict');
  const reasons = skips.map(({ what, reason }) => ({ what, reason }));
  log[refused ? 'error' : 'info']('session', { results: verdicts, skips: reasons });
  const later = results.find(({ status }) => status === 'retry');
  if (later) throw new NotNow(`an event of a session was not written: ${later.code}`);
}
