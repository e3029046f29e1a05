import { UNKNOWN_INTENT } from '../schema/case.js';
import type { CaseEntry } from '../schema/lead.js';
import { sha256 } from '../schema/sha256.js';
import { later, milliseconds } from './instants.js';

/** An event belongs to a case it is less than this away from, ms: 30 days. */
export const WINDOW = 30 * 24 * 60 * 60_000;

/** Where an event belongs. */
export interface Place {
  case_id: string;
  intent: string;
  opens: boolean;
  /** Younger cases that this event joins to `case_id`: they get `continues`. */
  bridges: string[];
}

/** What resolving looks at in an event. */
export interface Placeable {
  event_id: string;
  timestamp: string;
  lead_id: string;
  site_id: string;
}

/** A case and those that continue it: cases of one intent and site less than 30 days apart. They resolve as one. */
interface Thread extends CaseEntry {
  /** The oldest of them. */
  case_id: string;
}

/**
 * The case an event belongs to, from the lead's directory alone. Less than 30 days from `[first_event_at,
 * last_event_at]` of a case of its intent and site: that case; of several, the older, and the younger then continue it.
 * Without an intent: the lead's latest case on the site inside the window. Otherwise it opens a case.
 *
 * Which cases continue which is read off the times: two cases are less than 30 days apart exactly when an event came
 * that lies in the window of both, because cases only grow towards the events they take.
 */
export function resolveCase(
  cases: Readonly<Record<string, CaseEntry>>,
  event: Placeable,
  intent: string | undefined,
): Place {
  const near = threads(cases).filter((thread) => thread.site_id === event.site_id && isNear(thread, event.timestamp));
  const wanted = intent ?? near.reduce<Thread | undefined>(latest, undefined)?.intent;
  const [oldest, ...younger] = near.filter((thread) => thread.intent === wanted);
  if (oldest)
    return {
      case_id: oldest.case_id,
      intent: oldest.intent,
      opens: false,
      bridges: younger.map((thread) => thread.case_id),
    };
  const opened = intent ?? UNKNOWN_INTENT;
  return { case_id: caseIdOf(event, opened), intent: opened, opens: true, bridges: [] };
}

/** A case's id: sha256 over lead, intent, site and the event that opened it. The event's id alone makes it unique. */
export function caseIdOf(opening: Placeable, intent: string): string {
  return sha256([opening.lead_id, intent, opening.site_id, opening.event_id].join('/'));
}

/** Oldest first. */
function threads(cases: Readonly<Record<string, CaseEntry>>): Thread[] {
  const found: Thread[] = [];
  const byAge = Object.entries(cases).sort(([, a], [, b]) => (a.first_event_at < b.first_event_at ? -1 : 1));
  for (const [case_id, entry] of byAge) {
    const joined = found.find(
      (thread) =>
        thread.intent === entry.intent && thread.site_id === entry.site_id && isNear(thread, entry.first_event_at),
    );
    if (joined) joined.last_event_at = later(joined.last_event_at, entry.last_event_at);
    else found.push({ ...entry, case_id });
  }
  return found;
}

const isNear = (range: CaseEntry, instant: string): boolean =>
  milliseconds(instant) > milliseconds(range.first_event_at) - WINDOW &&
  milliseconds(instant) < milliseconds(range.last_event_at) + WINDOW;

const latest = (best: Thread | undefined, thread: Thread): Thread =>
  best && best.last_event_at + best.case_id > thread.last_event_at + thread.case_id ? best : thread;
