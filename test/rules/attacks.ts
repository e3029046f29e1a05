import { adding, changed, EARLY, LATE, listed, OTHER, payload, scored, set, without } from './changes.js';
import { type Commit, type Document, opening, parts } from './commits.js';
import { another, conflict, first, fresh, next, type Scenario } from './scenarios.js';
import { begunBefore, claimOf, idIn, sessionChanged, sessionOf, sessionPath, withSession } from './sessions.js';

/** An allowed commit with one thing changed, by whoever stole the token it needs. */
export interface Attack {
  readonly title: string;
  readonly allowed: () => Scenario;
  readonly change: (allowed: Scenario) => Scenario;
}

const attack = (title: string, allowed: () => Scenario, change: (allowed: Scenario) => Scenario): Attack => ({
  title,
  allowed,
  change,
});

/** Somebody else's documents, which stand beside the scenario's. */
const victim = (): Commit => opening(fresh());
const beside = (change: (scenario: Scenario, victim: Commit) => Commit) => (scenario: Scenario) => {
  const others = victim();
  return { given: [...scenario.given, others], commit: { ...scenario.commit, ...change(scenario, others) } };
};
/** The same commit with a field more in one of its documents, at any depth. */
const smuggled = (part: 'event' | 'claim' | 'case' | 'lead', name: string, under?: string) => (scenario: Scenario) =>
  changed(scenario, part, (document) => {
    const inner = under ? { ...(document[under] as Document) } : { ...document };
    // An own field, also where its name is `__proto__`.
    Object.defineProperty(inner, name, { value: { role: 'admin' }, enumerable: true });
    return under ? { ...document, [under]: inner } : inner;
  });

const NAMES = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'a.b',
  'payload.confidence_score',
  '`status`',
  '$where',
  'Status',
  'status ',
  '\u200bstatus',
  'é',
];
const MEGABYTE = 'x'.repeat(900_000);

/** With the token of the ingest function. */
export const STOLEN_INGEST: Attack[] = [
  // Identity
  attack('an event under an id of the attacker', first, (s) => underId(s, OTHER)),
  attack('an event under an id in capitals', first, (s) => underId(s, parts(s.commit).event.event_id as string, true)),
  attack('source and source_id cut elsewhere', first, (s) => recut(s)),
  attack('source and source_id swapped', first, (s) => changed(s, 'event', swap)),
  attack('a source_id of another kind', first, (s) => changed(s, 'event', set({ source_id: 'call:x' }))),
  attack(
    'a claim stolen for an event elsewhere',
    next,
    beside((_s, v) => ({ [parts(v).paths.claim]: { ...parts(v).claim, case_id: OTHER } })),
  ),
  attack('a claim for an event to come', first, (s) => adding(s, { [`event_claims/${OTHER}`]: parts(s.commit).claim })),
  // Other people's cases
  attack(
    "an event in another lead's case",
    next,
    beside((s, v) => inCaseOf(s, v)),
  ),
  attack(
    "an event in another lead's case, in that lead's name",
    next,
    beside((s, v) => inCaseOf(s, v, true)),
  ),
  attack(
    "a case continued by another lead's",
    next,
    beside((_s, v) => ({ [parts(v).paths.case]: { ...parts(v).case, continues: OTHER } })),
  ),
  attack(
    "another lead's name",
    next,
    beside((_s, v) => ({ [parts(v).paths.lead]: { ...parts(v).lead, email: 'x' } })),
  ),
  // Orphans
  attack('an event in no case', first, (s) => adding(s, { [`cases/${OTHER}/events/${OTHER}`]: parts(s.commit).event })),
  attack('a case of no lead', first, (s) => adding(s, { [`cases/${OTHER}`]: parts(s.commit).case })),
  attack('a lead of no case', first, (s) =>
    adding(s, { 'leads/none@example.com': { ...parts(s.commit).lead, email: 'none@example.com' } }),
  ),
  attack('a conflict of no claim', conflict, (s) =>
    adding(s, { [`event_claims/${OTHER}/conflicts/${OTHER}`]: { ...Object.values(s.commit)[0], content_hash: OTHER } }),
  ),
  // History
  attack('an event rewritten', next, (s) => adding(s, standing(s, 'event', payload({ confidence_score: 100 })))),
  attack('an event rewritten as it is', next, (s) =>
    adding(
      s,
      standing(s, 'event', (same) => same),
    ),
  ),
  attack('a claim rewritten', next, (s) => adding(s, standing(s, 'claim', set({ content_hash: OTHER })))),
  attack('a claim marked erased', next, (s) => adding(s, standing(s, 'claim', set({ erased_at: LATE })))),
  attack('a case opened anew', next, (s) => adding(s, standing(s, 'case', set({ created_at: EARLY })))),
  attack('a score raised without an event', next, (s) => changed(s, 'case', set({ confidence_score: 99 }))),
  attack('a score raised by an event that is no audit', next, (s) => changed(s, 'case', scored)),
  attack(
    "a score raised by another lead's audit",
    next,
    beside((s, v) => ({
      [parts(s.commit).paths.case]: { ...parts(s.commit).case, confidence_event_id: parts(v).event.event_id },
    })),
  ),
  attack('last_event_at lowered', next, (s) => changed(s, 'case', set({ last_event_at: EARLY }))),
  attack('last_event_at lowered, and its lead agrees', next, (s) =>
    changed(changed(s, 'case', set({ last_event_at: EARLY })), 'lead', listed({ last_event_at: EARLY })),
  ),
  attack('last_event_at raised without an event, and its lead agrees', next, (s) =>
    changed(changed(s, 'case', set({ last_event_at: LATE })), 'lead', listed({ last_event_at: LATE })),
  ),
  attack(
    'a case moved to another lead',
    next,
    beside((s, v) => ({ [parts(s.commit).paths.case]: { ...parts(s.commit).case, lead_id: parts(v).lead.email } })),
  ),
  attack(
    "an agent's status undone",
    () => next({ type: 'CHAT_SUMMARIZED' }),
    (s) => ({
      ...changed(s, 'case', set({ status: 'NEW' })),
      given: s.given.map((one) => ({ ...one, [parts(one).paths.case]: { ...parts(one).case, status: 'WON' } })),
    }),
  ),
  ...(['event', 'claim', 'case', 'lead'] as const).map((part) =>
    attack(
      `the ${part} of somebody else deleted`,
      next,
      beside((_s, v) => ({ [parts(v).paths[part]]: null })),
    ),
  ),
  attack('an erasure made', next, (s) => adding(s, { [`erasures/${OTHER}`]: { erased_at: LATE } })),
  attack('a checkpoint of the migration moved', next, (s) => adding(s, { 'migrations/backfill': { at: 1 } })),
  attack('a document where nothing belongs', next, (s) => adding(s, { 'admins/me': { role: 'admin' } })),
  attack('a collection below an event', next, (s) =>
    adding(s, { [`${parts(s.commit).paths.event}/more/x`]: { a: 1 } }),
  ),
  attack('an event below somebody else', next, (s) =>
    adding(s, { [`users/me/events/${OTHER}`]: parts(s.commit).event }),
  ),
  // The old collection
  attack('a session of somebody else', withSession, (s) => adding(s, sessionOf(OTHER))),
  attack("a session under another's document", withSession, (s) => {
    const { [sessionPath(idIn(s))]: session, ...others } = s.commit;
    return { ...s, commit: { ...others, 'audit_sessions/elsewhere': session! } };
  }),
  attack('a session of a call', withSession, (s) => {
    const call = first({ type: 'CALL_REQUESTED' });
    return { given: s.given, commit: { ...call.commit, ...sessionOf(idIn(call)) } };
  }),
  attack('a session that names another', withSession, (s) => sessionChanged(s, set({ session_id: OTHER }))),
  attack(
    'a session that stands, and then names another',
    () => begunBefore(withSession()),
    (s) => sessionChanged(s, set({ session_id: OTHER })),
  ),
  attack('a session that names none', withSession, (s) => sessionChanged(s, without('session_id'))),
  attack('a field more in a session', withSession, (s) => sessionChanged(s, set({ role: 'admin' }))),
  attack(
    'a field more in a session that stands',
    () => begunBefore(withSession()),
    (s) => sessionChanged(s, set({ step: 4 })),
  ),
  ...(['audit', 'chat'] as const).map((kind) =>
    attack(`the session of an erased ${kind}`, withSession, ({ given }) => {
      const of = idIn(first());
      return { given: [...given, claimOf(of, kind, { erased_at: LATE })], commit: sessionOf(of) };
    }),
  ),
  // Size
  attack('a huge field', first, (s) => changed(s, 'event', set({ blob: MEGABYTE }))),
  attack('a huge text in a payload', first, (s) => changed(s, 'event', payload({ visa_type: MEGABYTE }))),
  attack('a huge list in a payload', first, (s) => changed(s, 'event', payload({ issues: Array(20_000).fill('x') }))),
  attack('a huge text in a list', first, (s) => changed(s, 'event', payload({ issues: [MEGABYTE] }))),
  attack('a huge name', first, (s) => changed(s, 'lead', set({ name: MEGABYTE }))),
  attack('a huge intent', first, () => first({ intent: MEGABYTE.slice(0, 1000) })),
  attack('a huge directory', another, (s) =>
    changed(s, 'lead', (lead) => ({ ...lead, cases: { ...(lead.cases as object), ...many(1000) } })),
  ),
  attack('a deep map', first, (s) => changed(s, 'event', payload({ visa_type: deep(18) }))),
  // Smuggling
  ...NAMES.flatMap((name) => [
    ...(['event', 'claim', 'case', 'lead'] as const).map((part) =>
      attack(`a field ${JSON.stringify(name)} in the ${part}`, first, smuggled(part, name)),
    ),
    attack(`a field ${JSON.stringify(name)} in the payload`, first, smuggled('event', name, 'payload')),
    attack(`a field ${JSON.stringify(name)} in the summary`, first, smuggled('event', name, 'summary')),
    attack(`a field ${JSON.stringify(name)} in the contact`, first, smuggled('event', name, 'contact')),
  ]),
];

const swap = (event: Document): Document => ({ ...event, source: event.source_id, source_id: event.source });

/** A whole first commit whose event is kept under another id. */
function underId({ given, commit }: Scenario, id: string, shouting = false): Scenario {
  const { event, claim, paths } = parts(commit);
  const other = shouting ? id.toUpperCase() : id;
  const { [paths.event]: _event, [paths.claim]: _claim, ...rest } = commit;
  const [caseId] = Object.keys(rest).filter((path) => path.startsWith('cases/'));
  return {
    given,
    commit: { ...rest, [`${caseId}/events/${other}`]: { ...event, event_id: other }, [`event_claims/${other}`]: claim },
  };
}

/** The same text cut into source and source_id at another place: it has the same hash. */
function recut(scenario: Scenario): Scenario {
  return changed(scenario, 'event', (event) => {
    const text = `${event.source}${event.source_id}`;
    return { ...event, source: text.slice(0, 3), source_id: text.slice(3) };
  });
}

/** The commit's event, with a claim, in the case of somebody else. */
function inCaseOf({ commit }: Scenario, others: Commit, disguised = false): Commit {
  const { event, claim, paths } = parts(commit);
  const { case: of, paths: there } = parts(others);
  const moved = disguised ? { ...event, lead_id: of.lead_id } : event;
  return {
    [paths.event]: event,
    [`${there.case}/events/${event.event_id}`]: moved,
    [paths.claim]: { ...claim, case_id: of.case_id },
  };
}

/** A document of what stood before, changed. */
const standing = (
  { given }: Scenario,
  part: 'event' | 'claim' | 'case',
  change: (was: Document) => Document,
): Commit => {
  const was = parts(given[0]!); // the scenarios of a known case have one
  return { [was.paths[part]]: change(was[part]) };
};

const many = (count: number): Record<string, Document> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}`.padStart(64, '0'), { case_id: OTHER }]));

const deep = (levels: number): unknown => (levels ? { a: deep(levels - 1) } : 'x');
