import type { RejectedEvent } from './crm.js';
import { type Entry, idOf } from './outbox.js';

/** An entry that the ingest refused, as the page sees it. */
export const deadLetter = (entry: Entry): RejectedEvent => ({
  ...(entry.verdict as Pick<RejectedEvent, 'status' | 'code' | 'issues'>), // it has one, of these
  eventId: idOf(entry),
  event: JSON.parse(entry.json),
  at: entry.at,
});
