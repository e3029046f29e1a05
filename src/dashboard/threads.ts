import type { CaseDocument } from '../schema/case.js';
import type { CaseEntry, Lead } from '../schema/lead.js';

/** Cases of one intent and site less than this apart are one thread, ms: the contract's 30 days (ingest/resolve-case.ts). */
const WINDOW = 30 * 24 * 60 * 60_000;

/** Another case of the same lead. `joined` where both are one thread: a late event lies in the window of the two. */
export interface Sibling extends CaseEntry {
  readonly joined: boolean;
}

const apart = (a: CaseEntry, b: CaseEntry) =>
  Math.max(Date.parse(a.first_event_at), Date.parse(b.first_event_at)) -
  Math.min(Date.parse(a.last_event_at), Date.parse(b.last_event_at));

const areJoined = (a: CaseEntry, b: CaseEntry) =>
  a.intent === b.intent && a.site_id === b.site_id && apart(a, b) < WINDOW;

/** The lead's other cases, those of the same thread first, then the latest. */
export function siblingsOf(lead: Lead, own: CaseDocument): Sibling[] {
  const entries = Object.values(lead.cases);
  const thread = new Set([own.case_id]);
  // A thread is a chain: each case may join the next.
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of entries)
      if (!thread.has(one.case_id) && entries.some((other) => thread.has(other.case_id) && areJoined(one, other))) {
        thread.add(one.case_id);
        grown = true;
      }
  }
  return entries
    .filter(({ case_id }) => case_id !== own.case_id)
    .map((entry) => ({ ...entry, joined: thread.has(entry.case_id) }))
    .sort((a, b) => Number(b.joined) - Number(a.joined) || (a.last_event_at < b.last_event_at ? 1 : -1));
}
