import type { Fields } from '../ingest/ports.js';
import { claimPath, erasurePath, leadPath } from '../schema/collections.js';
import { normalizeEmail } from '../schema/normalize.js';
import { sha256 } from '../schema/sha256.js';
import { idOf } from './document-path.js';
import { textOf } from './legacy-values.js';
import type { Found, Moment, Reader } from './reader.js';

/** Everything that is stored of one person. */
export interface Person {
  readonly email: string;
  /** When it was so. */
  readonly at: Moment;
  readonly lead: Found | undefined;
  readonly cases: readonly Found[];
  readonly events: readonly Found[];
  /** The claims on the events, and those that point at the cases. */
  readonly claims: readonly Found[];
  readonly conflicts: readonly Found[];
  /** Sessions of the old collection that count as theirs. */
  readonly sessions: readonly Found[];
  /** Sessions of others, whose `user_email` names them although it does not count there. */
  readonly mentions: readonly Found[];
  readonly erasure: Found | undefined;
}

/** Most values that one query takes. */
const MOST_VALUES = 30;
const PAGE = 300;

/**
 * Finds all that is stored of a person. Reads `audit_sessions` through, because there an address may be typed in any
 * way; in the new collections it is a key. What free text says about somebody it cannot know.
 */
export async function findPerson(
  reader: Reader,
  email: string,
  onProgress: (sessions: number) => void = () => {},
): Promise<Person> {
  const sessions: Found[] = [];
  const mentions: Found[] = [];
  let read = 0;
  for await (const { found } of reader.pages({ collection: 'audit_sessions' }, PAGE)) {
    const own = sessionsOf(found, email);
    sessions.push(...own.sessions);
    mentions.push(...own.mentions);
    onProgress((read += found.length));
  }
  const at = await reader.now();
  const theirs = { field: 'lead_id', isOneOf: [email] };
  const [cases, events, conflicts, documents] = await Promise.all([
    reader.select({ collection: 'cases', where: theirs }, at),
    reader.select({ collection: 'events', everywhere: true, where: theirs }, at),
    reader.select({ collection: 'conflicts', everywhere: true, where: theirs }, at),
    reader.get([leadPath(email), erasurePath(sha256(email))], at),
  ]);
  return {
    email,
    at,
    lead: documents.get(leadPath(email)),
    cases,
    events,
    claims: await claimsOf(reader, cases, events, at),
    conflicts,
    sessions,
    mentions,
    erasure: documents.get(erasurePath(sha256(email))),
  };
}

/** Whose a session is, by the address that counts; and whom its other field names. */
export function addressesOf(fields: Fields): { counts: string; besides: string } {
  const [email, other] = [textOf(fields.email), textOf(fields.user_email)].map(normalizeEmail);
  return { counts: email || other || '', besides: email ? (other ?? '') : '' };
}

/** Of these sessions a person's own, and those of others that name them besides. */
export function sessionsOf(sessions: readonly Found[], email: string): Pick<Person, 'sessions' | 'mentions'> {
  const addressed = sessions.map((session) => ({ session, ...addressesOf(session.fields) }));
  return {
    sessions: addressed.filter(({ counts }) => counts === email).map(({ session }) => session),
    mentions: addressed
      .filter(({ counts, besides }) => counts !== email && besides === email)
      .map(({ session }) => session),
  };
}

async function claimsOf(
  reader: Reader,
  cases: readonly Found[],
  events: readonly Found[],
  at: Moment,
): Promise<readonly Found[]> {
  const ids = cases.map(({ path }) => idOf(path));
  const claims = new Map(
    await reader.get(
      events.map(({ path }) => claimPath(idOf(path))),
      at,
    ),
  );
  for (let from = 0; from < ids.length; from += MOST_VALUES) {
    const where = { field: 'case_id', isOneOf: ids.slice(from, from + MOST_VALUES) };
    for (const claim of await reader.select({ collection: 'event_claims', where }, at)) claims.set(claim.path, claim);
  }
  return [...claims.values()];
}
