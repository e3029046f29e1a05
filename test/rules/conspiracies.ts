import { EVENT_KINDS, type EventType } from '../../src/schema/event-id.js';
import { adding, changed, EARLY, LATE, listing, OTHER, set, without, younger } from './changes.js';
import { type Commit, type Document, EMAIL, following, opening, parts, placed, SITE, sha256 } from './commits.js';
import { another, conflict, first, fresh, joining, next, type Scenario } from './scenarios.js';

const TYPES = Object.keys(EVENT_KINDS) as EventType[]; // its own keys

/** No case, and in a list of cases behind all that are. */
const NOWHERE = 'z'.repeat(64);

/** What neither a call nor a chat brings to a case. */
const UNBROUGHT: Document = {
  confidence_score: 5,
  confidence_at: LATE,
  confidence_event_id: OTHER,
  next_action_at: LATE,
  next_action_by: 'calendly',
  next_action_from: 'nowhere',
};
const call = () => first({ type: 'CALL_REQUESTED' });
const chat = () => next({ type: 'CHAT_SUMMARIZED' });

/**
 * Commits whose documents agree with each other and break one law all the same: what only a single condition of the
 * rules stands against. Each is an allowed commit with one fact changed wherever it stands.
 */
export const CONSPIRACIES: [string, () => Scenario, (allowed: Scenario) => Scenario][] = [
  ['one event in two cases', twoCases, (s) => adding(s, inTheOtherCase(s))],
  ['an event before its case', within, (s) => changed(s, 'event', set({ timestamp: EARLY }))],
  ['an event after its case', within, (s) => changed(s, 'event', set({ timestamp: LATE }))],
  ['a case with another intent than its id names', first, (s) => told(s, { intent: 'RETIREMENT' })],
  ['a case that tells another id, in its lead too', first, (s) => misnamed(s)],
  ['a case that starts at no event', first, (s) => told(s, { first_event_at: EARLY, created_at: EARLY })],
  ["a case that continues somebody else's", joining, (s) => adopted(s)],
  ['a case opened by an event that is nowhere', first, () => forged()],
  ['a new case that runs ahead of its events', first, (s) => told(s, { last_event_at: LATE })],
  ['a case that starts later than it did', next, (s) => told(s, startOf(s))],
  ['a case that starts without an event', next, (s) => told(s, { first_event_at: EARLY })],
  ['a case that ends earlier than it did', within, (s) => told(s, endOf(s))],
  ['a case that runs ahead of its events', next, (s) => told(s, { last_event_at: LATE })],
  ['a known lead that lists its case with another time', next, (s) => listedAs(s, { first_event_at: EARLY })],
  ['a score of an audit that was replaced', earlierAudit, (s) => changed(s, 'case', set(scoreOf(s)))],
  ...TYPES.flatMap((type) => misidentified(type)),
  ['a conflict of an event of no source', () => conflict(), () => conflict('AUDIT_COMPLETED', { source: 'OTHER' })],
  ['a conflict under a hash that is none', () => conflict(), (s) => unhashed(s)],
  ...['+1234567890123456', '+123456'].flatMap((phone): [string, () => Scenario, (allowed: Scenario) => Scenario][] => [
    [`an event that came with the phone ${phone}`, first, (s) => changed(s, 'event', set({ contact: { phone } }))],
    [`a new lead with the phone ${phone}`, first, (s) => changed(s, 'lead', set({ phone }))],
    [`a known lead with the phone ${phone}`, next, (s) => changed(s, 'lead', set({ phone }))],
  ]),
  ['a case of no site', first, () => first({ site: '' })],
  ...Object.entries(UNBROUGHT).flatMap(
    ([field, value]): [string, () => Scenario, (allowed: Scenario) => Scenario][] => [
      [`a new case with nothing but its ${field}`, call, (s) => changed(s, 'case', set({ [field]: value }))],
      [`a case of which nothing but its ${field} changes`, chat, (s) => changed(s, 'case', set({ [field]: value }))],
    ],
  ),
  ['an event of no time within its case', within, (s) => changed(s, 'event', set({ timestamp: '2026-03-05' }))],
  ['an event of no time', first, () => first({ timestamp: '2026-03-01' })],
  ['an event received at no time', first, () => first({ received_at: '2026-03-01' })],
  ['a case with an intent that is too long', first, () => first({ intent: 'x'.repeat(65) })],
  ['a case without an intent', first, () => first({ intent: '' })],
  ['a site whose name is too long', first, () => first({ site: 'x'.repeat(65) })],
  ['a lead whose email is none', first, () => first({ email: 'not an email' })],
  ['a lead whose email is too long', first, () => first({ email: `${'a'.repeat(247)}@a.b.com` })],
  ["a new lead that lists another's case", first, (s) => adding(s, { 'leads/x@example.com': stolen(s) })],
  ["a known lead that lists another's case", next, (s) => withOthersCase(s)],
  ['a new lead that lists one more case', first, (s) => changed(s, 'lead', listing(NOWHERE))],
  ['a known lead that lists one more case than it opens', another, (s) => changed(s, 'lead', listing(NOWHERE))],
  ['a lead that loses its name', next, (s) => changed(s, 'lead', without('name'))],
];

/** Events whose id is the hash of their own source and source_id, one of which is none. */
function misidentified(type: EventType): [string, () => Scenario, () => Scenario][] {
  const allowed = () => first({ type });
  const { source_id } = parts(allowed().commit).event as { source_id: string };
  const prefix = source_id.slice(0, source_id.indexOf(':') + 1);
  const longest = prefix + 'x'.repeat(256 - prefix.length);
  const twin = () => first({ type, source_id: longest.slice(0, -8) + sha256(fresh().id!).slice(0, 8) });
  return [
    [`${type} of a source that is none`, allowed, () => first({ type, source: 'OTHER' })],
    [`${type} under a source_id of another kind`, allowed, () => first({ type, source_id: `other:${fresh().id}` })],
    [`${type} under a source_id that is only its kind`, allowed, () => first({ type, source_id: prefix })],
    [`${type} under a source_id that is too long`, twin, () => first({ type, source_id: `${longest}x` })],
  ];
}

/** The same said of a case in the case and in its lead's directory. */
function told(scenario: Scenario, fields: Document): Scenario {
  const listed = ['intent', 'site_id', 'first_event_at', 'last_event_at'];
  const entry = Object.fromEntries(Object.entries(fields).filter(([field]) => listed.includes(field)));
  return listedAs(changed(scenario, 'case', set(fields)), entry);
}

function listedAs(scenario: Scenario, fields: Document, path = parts(scenario.commit).paths.case): Scenario {
  const caseId = path.slice('cases/'.length);
  return changed(scenario, 'lead', (lead) => {
    const cases = lead.cases as Record<string, Document>;
    return { ...lead, cases: { ...cases, [caseId]: { ...cases[caseId], ...fields } } };
  });
}

/** A case under another name than its document's, which its lead repeats. */
function misnamed(scenario: Scenario): Scenario {
  return listedAs(changed(scenario, 'case', set({ case_id: OTHER })), { case_id: OTHER });
}

/** A conflict kept under a text that is no hash, which it repeats. */
function unhashed({ given, commit }: Scenario): Scenario {
  const [[path, document]] = Object.entries(commit) as [[string, Document]]; // a conflict is one document
  return { given, commit: { [path.replace(/\w+$/, 'x')]: { ...document, content_hash: 'x' } } };
}

/** The younger case of a joining continues a case of somebody else, which stands. */
function adopted(scenario: Scenario): Scenario {
  const other = opening(fresh());
  const { path, document } = younger(scenario);
  const { commit } = adding(scenario, { [path]: { ...document, continues: parts(other).case.case_id } });
  return { given: [...scenario.given, other], commit };
}

/** An event in the middle of a case of two. */
function within(type: 'CHAT_SUMMARIZED' | 'AUDIT_COMPLETED' = 'CHAT_SUMMARIZED'): Scenario {
  const { given, commit } = next({ type: 'AUDIT_COMPLETED', timestamp: '2026-03-09T00:00:00.000Z' });
  const id = `${parts(commit).lead.email}/3`;
  return { given: [...given, commit], commit: following(commit, { type, id, timestamp: '2026-03-05T00:00:00.000Z' }) };
}

/** An audit earlier than the one that the score is of. */
function earlierAudit(): Scenario {
  return within('AUDIT_COMPLETED');
}

function scoreOf({ commit }: Scenario): Document {
  const { event } = parts(commit);
  const { confidence_score } = event.payload as Document;
  return { confidence_score, confidence_at: event.timestamp, confidence_event_id: event.event_id };
}

function startOf({ commit }: Scenario): Document {
  const { event } = parts(commit);
  return { first_event_at: event.timestamp, first_event_id: event.event_id };
}

function endOf({ commit }: Scenario): Document {
  const { event } = parts(commit);
  return { last_event_at: event.timestamp, last_event_id: event.event_id };
}

/** A lead with two cases, both at the time of an event for the first. */
function twoCases(): Scenario {
  const timestamp = '2026-03-02T10:00:00.000Z';
  const of = fresh({ timestamp });
  const before = opening(of);
  const other = opening({ ...of, id: `${of.id}/b`, intent: 'ELITE' });
  const lead = parts(before).lead as { cases: object };
  const both = { ...lead, cases: { ...lead.cases, ...(parts(other).lead.cases as object) } };
  const standing = { ...before, [parts(before).paths.lead]: both };
  return { given: [other, standing], commit: following(standing, { id: `${of.id}/2`, timestamp }) };
}

function inTheOtherCase({ given, commit }: Scenario): Commit {
  const { event } = parts(commit);
  return { [`${parts(given[0]!).paths.case}/events/${event.event_id}`]: event };
}

/** A first commit whose case is named after an event that does not exist; its own event is merely its latest. */
function forged(): Scenario {
  const of = fresh();
  const commit = opening(of);
  const caseId = sha256([of.email ?? EMAIL, 'DTV', SITE, OTHER].join('/'));
  const { event, claim, case: opened, lead, paths } = parts(commit);
  const there = placed(of, caseId).paths;
  const [entry] = Object.values(lead.cases as object);
  return {
    given: [],
    commit: {
      [there.event]: event,
      [there.claim]: { ...claim, case_id: caseId },
      [there.case]: { ...opened, case_id: caseId, first_event_id: OTHER },
      [paths.lead]: { ...lead, cases: { [caseId]: entry } },
    },
  };
}

/** The lead of a commit under another email. */
const stolen = ({ commit }: Scenario): Document => ({ ...parts(commit).lead, email: 'x@example.com' });

/** A known lead that also lists the case of somebody else, which stands. */
function withOthersCase(scenario: Scenario): Scenario {
  const other = opening(fresh());
  const { lead } = parts(other);
  return {
    given: [...scenario.given, other],
    commit: changed(scenario, 'lead', (own) => ({
      ...own,
      cases: { ...(own.cases as object), ...(lead.cases as object) },
    })).commit,
  };
}
