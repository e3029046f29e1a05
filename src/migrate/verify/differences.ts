import type { Skip } from '../legacy.js';

/**
 * Every way in which the new collections can disagree with `audit_sessions`, or with themselves. Closed, and in the order
 * of causes before their effects: of several names for one thing, the first is what it is reported as.
 */
export const DIFFERENCES = {
  erased_came_back: 'an event of an erased person is there again',
  event_id_wrong: 'an event lies under an id that is not the hash of its source and source_id',
  event_malformed: 'an event breaks the schema',
  event_doubled: 'an event lies in its claimed case and in another one too',
  event_moved: 'an event lies in another case than the one it belongs to',
  claim_astray: 'a claim names a case that its event is not in, nor belongs to',
  claim_lost: 'an event has no claim: a repeat of it would be stored twice',
  claim_changed: "a claim does not match its event, which is the session's own",
  event_changed: 'an event is no longer what was received',
  event_lost: 'a claim stands, and its event is nowhere',
  event_missing: 'a session has not become the event that it gives',
  case_lost: 'events lie in a case that is not there',
  lead_misfiled: 'a lead lies under an id that is not its email',
  lead_lost: 'cases and their events name a lead that is not there',
  case_orphaned: 'a case names a lead that is not there, or not the one its events are of',
  case_empty: 'a case has no event',
  case_id_wrong: 'no event of a case opens one of its id',
  case_malformed: 'a case breaks the schema',
  case_differs: 'a case is not what its events make of it',
  lead_malformed: 'a lead breaks the schema',
  entry_missing: "a case is missing from its lead's directory",
  entry_astray: "an entry of a lead's directory names no case of that lead",
  entry_differs: "an entry of a lead's directory is not what its case says",
  lead_empty: 'a lead has no case',
  lead_differs: 'a lead is not what its events make of it',
  conflict_orphaned: 'a conflict lies under an id that nothing claims',
} as const;
export type DifferenceName = keyof typeof DIFFERENCES;

/** What a difference is about. Differences of one thing are one difference. */
export type Thing = 'event' | 'case' | 'lead' | 'conflict';

export interface Difference {
  readonly name: DifferenceName;
  readonly thing: Thing;
  /** The thing's id: an event's, a case's, a lead's email, a conflict's path. */
  readonly id: string;
  /** The document to look at. */
  readonly path: string;
  /** The session that gives the event, where one does. */
  readonly session?: string;
  /** When the session was last written: the trigger needs a moment to ingest it. */
  readonly since?: string;
  /** The fields that differ. */
  readonly fields?: readonly string[];
  /** Whose documents are touched: what is projected from them is not judged until this is put right. */
  readonly leads: readonly string[];
}

/** What was found about one document, and what it counts as. */
export interface Judgement {
  readonly differences: readonly Difference[];
  readonly tally: readonly Counted[];
}

/** What the events of sessions come to, why sessions give none, and whether events have their sessions. */
export type Counted =
  | 'same'
  /** Sent live by the SDK before: its copy stands, whatever form the session's has. */
  | 'already_live'
  /** The same, and the SDK had another email for it. */
  | 'already_live_for_another'
  | 'erased'
  | `skipped:${Skip['reason']}`
  | 'with_session'
  /** Sent live while dual write was off, or its session has been deleted: the old dashboard does not show it. */
  | 'without_session';

const ORDER = Object.keys(DIFFERENCES);

/** A projection that is wrong says nothing new where the events under it are. */
const PROJECTED: readonly DifferenceName[] = [
  'case_differs',
  'case_empty',
  'case_id_wrong',
  'entry_missing',
  'entry_astray',
  'entry_differs',
  'lead_empty',
  'lead_differs',
];
const OF_LEADS: readonly DifferenceName[] = ['lead_empty', 'lead_differs'];

/** One difference for each cause: the first name of a thing, and no projection of what is itself in doubt. */
export function causes(differences: readonly Difference[]): Difference[] {
  const byThing = new Map<string, Difference>();
  for (const difference of differences) {
    const key = `${difference.thing} ${difference.id}`;
    const known = byThing.get(key);
    if (!known || rank(difference) < rank(known)) byThing.set(key, difference);
  }
  const distinct = [...byThing.values()];
  const inDoubt = leadsOf(distinct.filter(({ name }) => !PROJECTED.includes(name)));
  const judged = distinct.filter(
    ({ name, leads }) => !PROJECTED.includes(name) || !leads.some((lead) => inDoubt.has(lead)),
  );
  const casesInDoubt = leadsOf(judged.filter(({ name }) => !OF_LEADS.includes(name)));
  return judged
    .filter(({ name, leads }) => !OF_LEADS.includes(name) || !leads.some((lead) => casesInDoubt.has(lead)))
    .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

const rank = ({ name }: Difference): number => ORDER.indexOf(name);
const leadsOf = (differences: readonly Difference[]) => new Set(differences.flatMap(({ leads }) => leads));
