import { TOLERATED_SKEW } from '../ingest/clock-skew.js';
import { claimPath } from '../schema/collections.js';
import { idOf } from './document-path.js';
import { instantOf } from './legacy-values.js';
import { addressesOf, findPerson, type Person, sessionsOf } from './person.js';
import type { Found, Reader } from './reader.js';

/** One change of an erasure. */
export type Change =
  /** `unchangedSince`: only where the document was not written since. */
  | { readonly remove: string; readonly unchangedSince?: string }
  | { readonly merge: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly unset: string; readonly field: string; readonly unchangedSince: string };

/** Writes past the rules: what nobody but `erase` may. */
export interface Eraser {
  /**
   * In one commit: notes the erasure and removes the lead. From then on no event from before it is written, by anyone.
   * @param now Firestore's time, ISO. @returns until when events are erased: `now`, or the lead's latest event where its
   * device's clock was ahead, but never more than `skew` ms later.
   */
  begin(email: string, now: string, skew: number, by: string): Promise<string>;
  /** All of it or nothing, at most 400 changes. Answers false where a document has changed since. */
  commit(changes: readonly Change[]): Promise<boolean>;
  /** Completes the line that `begin` has put into the log: how many documents of each kind went. */
  finish(email: string, erasedAt: string, went: Readonly<Record<string, number>>): Promise<void>;
}

/** How many changes one commit holds; Firestore takes 500 writes. */
const AT_ONCE = 400;

/** How often a session is tried that an old front-end is writing. */
const TRIES = 5;

export interface Erased {
  readonly erasedAt: string;
  /** How many documents went besides the lead, by kind. */
  readonly went: Readonly<Record<'cases' | 'events' | 'conflicts' | 'sessions' | 'mentions', number>>;
  /** Sessions that somebody keeps writing: they are still there. */
  readonly left: readonly string[];
}

/**
 * Erases a person: notes it first, so that nothing comes back meanwhile, then removes what is there from before. May be
 * killed at any moment and run again: what is left is found again, a case goes after its events, a claim is marked in
 * the commit in which its event goes. What the person does afterwards is a new lead's and stays.
 */
export async function erase(
  reader: Reader,
  eraser: Eraser,
  email: string,
  by: string,
  onProgress: (sessions: number) => void = () => {},
): Promise<Erased> {
  const before = await reader.now();
  const erasedAt = await eraser.begin(email, new Date(before).toISOString(), TOLERATED_SKEW, by);
  const person = await findPerson(reader, email, onProgress);
  const old = fromBefore(person, erasedAt);
  for (const changes of portions(old.events.flatMap((event) => eventChanges(event, erasedAt))))
    await eraser.commit(changes);
  for (const changes of portions(old.claims.map(({ path }) => marked(path, erasedAt)))) await eraser.commit(changes);
  const rest = [...old.cases, ...old.conflicts].map(({ path }) => ({ remove: path }));
  for (const changes of portions(rest)) await eraser.commit(changes);
  const left = await eraseSessions(reader, eraser, person, erasedAt);
  const went = {
    cases: old.cases.length,
    events: old.events.length,
    conflicts: old.conflicts.length,
    sessions: old.sessions.length,
    mentions: person.mentions.length,
  };
  await eraser.finish(email, erasedAt, went);
  return { erasedAt, went, left };
}

/** How many chunks of sessions a backfill that is under way holds. They go when it is done; no event comes of them. */
export const copiesPutAside = (reader: Reader): Promise<number> =>
  reader.count({ collection: 'migrations/backfill/spool' });

/** Removes old sessions, and the address from those of others. What has been written meanwhile is looked at again. */
async function eraseSessions(reader: Reader, eraser: Eraser, person: Person, erasedAt: string): Promise<string[]> {
  let wanted: readonly Found[] = [...fromBefore(person, erasedAt).sessions, ...person.mentions];
  for (let round = 0; wanted.length && round < TRIES; round++) {
    const missed: string[] = [];
    for (const { path, updatedAt: unchangedSince, fields } of wanted) {
      const { counts } = addressesOf(fields);
      const change =
        counts === person.email
          ? { remove: path, unchangedSince }
          : { unset: path, field: 'user_email', unchangedSince };
      if (!(await eraser.commit([change]))) missed.push(path);
    }
    const now = [...(await reader.get(missed, await reader.now())).values()];
    const again = { ...person, ...sessionsOf(now, person.email) };
    wanted = [...fromBefore(again, erasedAt).sessions, ...again.mentions];
  }
  return wanted.map(({ path }) => path);
}

/** What of a person's belongings is from before the erasure; what has no time that can be read is. */
export function fromBefore(person: Person, erasedAt: string) {
  const isOld = (time: unknown) => typeof time !== 'string' || time <= erasedAt;
  const cases = person.cases.filter(({ fields }) => isOld(fields.created_at));
  const ids = new Set(cases.map(({ path }) => idOf(path)));
  const events = person.events.filter(({ fields }) => isOld(fields.timestamp));
  const withEvents = new Set(events.map(({ path }) => idOf(path)));
  return {
    cases,
    events,
    // The others are marked with their events.
    claims: person.claims.filter(
      ({ path, fields }) => ids.has(String(fields.case_id)) && !fields.erased_at && !withEvents.has(idOf(path)),
    ),
    conflicts: person.conflicts.filter(({ fields }) => isOld(Object(fields.event).timestamp)),
    sessions: person.sessions.filter(({ fields }) =>
      isOld(instantOf(fields.completed_at) ?? instantOf(fields.created_at)),
    ),
  };
}

const marked = (path: string, erased_at: string): Change => ({ merge: path, fields: { erased_at } });

const eventChanges = ({ path }: Found, erasedAt: string): Change[] => [
  { remove: path },
  marked(claimPath(idOf(path)), erasedAt),
];

/** An even number at once: an event and its claim stay together. */
function portions(changes: readonly Change[]): Change[][] {
  const all: Change[][] = [];
  for (let from = 0; from < changes.length; from += AT_ONCE) all.push(changes.slice(from, from + AT_ONCE));
  return all;
}
