import {
  adding,
  caseGiven,
  changed,
  conflicting,
  dropped,
  EARLY,
  LATE,
  listed,
  listing,
  moved,
  OTHER,
  only,
  payload,
  scored,
  set,
  standing,
  without,
  younger,
} from './changes.js';
import { type Commit, type Document, parts } from './commits.js';
import { another, conflict, first, joining, next, type Scenario } from './scenarios.js';

/** The younger case of a joining continues another. */
const joined = (s: Scenario, continues: unknown): Scenario =>
  adding(s, { [younger(s).path]: { ...younger(s).document, continues } as Document });
/** A document of what stood before, changed, or without a change deleted. */
const before = (s: Scenario, part: 'event' | 'claim' | 'case', change?: (document: Document) => Document): Commit => {
  const was = parts(s.given[0]!);
  return { [was.paths[part]]: change ? change(was[part]) : null };
};
/** The next action of the case that the commit leaves. */
const bookedIn = ({ commit }: Scenario): Document => {
  const { next_action_at, next_action_from } = parts(commit).case;
  return { next_action_at, next_action_from };
};
const newest = (lead: Document) => Object.fromEntries(Object.entries(lead.cases as object).slice(-1));
/** The claim of a conflict, as if the conflict's content had come first. */
const sameContent = (s: Scenario): Commit => {
  const was = parts(s.given[0]!);
  const [document] = Object.values(s.commit) as [Document];
  return { [was.paths.claim]: { ...was.claim, content_hash: document.content_hash } };
};

/** A first event whose claim stands already. Nothing leaves such a claim but an erasure, which marks it. */
const claimed = (): Scenario => {
  const scenario = first();
  return standing(dropped(scenario, 'claim'), only(scenario, 'claim'));
};
const erased = (commit: Commit): Commit =>
  Object.fromEntries(Object.entries(commit).map(([path, claim]) => [path, { ...claim, erased_at: LATE }]));

/** Each is an allowed commit with one thing changed. */
export const REFUSED: [string, () => Scenario, (allowed: Scenario) => Scenario][] = [
  // Identity
  ['an event under another id than its hash', first, (s) => moved(s, 'event', (path) => path.replace(/\w+$/, OTHER))],
  ['an event whose event_id is not its id', first, (s) => changed(s, 'event', set({ event_id: OTHER }))],
  ['an event whose source was swapped', first, (s) => changed(s, 'event', set({ source: 'MANUAL' }))],
  ['an event whose source_id was swapped', first, (s) => changed(s, 'event', set({ source_id: 'audit:other' }))],
  ['an event without its claim', first, (s) => dropped(s, 'claim')],
  ['a claim without its event', next, (s) => dropped(s, 'event')],
  ['a claim on another case', next, (s) => changed(s, 'claim', set({ case_id: OTHER }))],
  ['a claim received at another time', first, (s) => changed(s, 'claim', set({ received_at: LATE }))],
  ['a claim with one more field', first, (s) => changed(s, 'claim', set({ erased_at: LATE }))],
  ['a claim whose content hash is none', first, (s) => changed(s, 'claim', set({ content_hash: 'x' }))],
  ['an event whose id was claimed before', first, (s) => standing(s, only(s, 'claim'))],
  ['an event that was erased', claimed, (s) => ({ ...s, given: s.given.map(erased) })],
  // Integrity
  ['an event without its case', first, (s) => dropped(s, 'case')],
  ['an event without its lead', first, (s) => dropped(s, 'lead')],
  ['a case that goes on without its lead', next, (s) => dropped(s, 'lead')],
  ["an event in another lead's case", next, (s) => changed(s, 'event', set({ lead_id: 'other@example.com' }))],
  ['an event of another site than its case', next, (s) => changed(s, 'event', set({ site_id: 'other-site' }))],
  ['an event later than its case', next, (s) => changed(s, 'event', set({ timestamp: LATE }))],
  ['an event earlier than its case', next, (s) => changed(s, 'event', set({ timestamp: EARLY }))],
  ['a case without its event', first, (s) => dropped(s, 'event')],
  ['a case whose id is not the hash of its opening', first, (s) => changed(s, 'case', set({ intent: 'RETIREMENT' }))],
  ['a case that names another id', first, (s) => changed(s, 'case', set({ case_id: OTHER }))],
  ['a case opened at another time than its event', first, (s) => changed(s, 'case', set({ created_at: LATE }))],
  ['a case that starts before its first event', first, (s) => changed(s, 'case', set({ first_event_at: EARLY }))],
  ['a case that ends after its last event', first, (s) => changed(s, 'case', set({ last_event_at: LATE }))],
  ['a case opened by an event that is not there', first, (s) => changed(s, 'case', set({ first_event_id: OTHER }))],
  ['a case opened with an owner', first, (s) => changed(s, 'case', set({ owner_uid: 'agent-1' }))],
  ['a case opened as won', first, (s) => changed(s, 'case', set({ status: 'WON' }))],
  ['a case opened as handled', first, (s) => changed(s, 'case', set({ handled_at: new Date() }))],
  ['a case opened with a status time', first, (s) => changed(s, 'case', set({ status_at: new Date() }))],
  ['a case opened as a continuation', first, (s) => changed(s, 'case', (d) => ({ ...d, continues: d.case_id }))],
  ['a case opened with an unknown field', first, (s) => changed(s, 'case', set({ vip: true }))],
  ['a case with another score than its audit', first, (s) => changed(s, 'case', set({ confidence_score: 99 }))],
  ['a case scored at another time than its audit', first, (s) => changed(s, 'case', set({ confidence_at: LATE }))],
  ['a score without its audit', () => first({ type: 'CALL_REQUESTED' }), (s) => changed(s, 'case', scored)],
  [
    'an appointment set by an agent, in a new case',
    () => first({ type: 'APPOINTMENT_BOOKED' }),
    (s) => changed(s, 'case', set({ next_action_by: 'agent-1' })),
  ],
  ['a lead that does not list its case', first, (s) => changed(s, 'lead', set({ cases: {} }))],
  ['a lead that lists its case with another time', first, (s) => changed(s, 'lead', listed({ last_event_at: LATE }))],
  ['a lead that lists its case with another intent', first, (s) => changed(s, 'lead', listed({ intent: 'ELITE' }))],
  ['a lead that lists two cases, one of them unknown', first, (s) => changed(s, 'lead', listing(OTHER))],
  [
    'a lead on a site it has no case of',
    first,
    (s) => changed(s, 'lead', set({ site_ids: ['siam-visa-pro', 'other-site'] })),
  ],
  ['a lead under another email', first, (s) => changed(s, 'lead', set({ email: 'other@example.com' }))],
  ['a lead with an unknown field', first, (s) => changed(s, 'lead', set({ vip: true }))],
  // History
  ['a case that moves to another lead', next, (s) => changed(s, 'case', set({ lead_id: 'other@example.com' }))],
  ['a case that moves to another site', next, (s) => changed(s, 'case', set({ site_id: 'other-site' }))],
  ['a case whose intent changes', next, (s) => changed(s, 'case', set({ intent: 'ELITE' }))],
  ['a case whose opening changes', next, (s) => changed(s, 'case', set({ created_at: '2026-03-02T00:00:00.000Z' }))],
  ['a case whose owner changes', next, (s) => changed(s, 'case', set({ owner_uid: 'agent-1' }))],
  ['a case that was handled by no agent', next, (s) => changed(s, 'case', set({ handled_at: new Date() }))],
  [
    'a case whose last_event_at falls',
    next,
    (s) => changed(s, 'case', set({ last_event_at: '2026-02-01T00:00:00.000Z' })),
  ],
  ['a case whose last_event_at runs ahead', next, (s) => changed(s, 'case', set({ last_event_at: LATE }))],
  [
    'a case whose first_event_at rises',
    next,
    (s) => changed(s, 'case', set({ first_event_at: '2026-03-02T10:00:00.000Z' })),
  ],
  [
    'a case whose first_event_at falls without an event',
    next,
    (s) => changed(s, 'case', set({ first_event_at: EARLY })),
  ],
  [
    'a case whose status falls',
    () => next({ type: 'CHAT_SUMMARIZED' }),
    (s) => changed(s, 'case', set({ status: 'NEW' })),
  ],
  ['a case that an event closes', next, (s) => changed(s, 'case', set({ status: 'CLOSED' }))],
  [
    "a case whose agent's status an event changes",
    () => caseGiven(next(), { status: 'WON' }, ['status']),
    (s) => changed(s, 'case', set({ status: 'CALL_REQUESTED' })),
  ],
  ['a score raised without an event', next, (s) => changed(s, 'case', set({ confidence_score: 100 }))],
  ['a score that vanishes', next, (s) => changed(s, 'case', without('confidence_score'))],
  ['a case nobody waits in any more', next, (s) => changed(s, 'case', without('waiting_since'))],
  [
    "an agent's next action that a booking replaces",
    () => next({ type: 'APPOINTMENT_BOOKED' }),
    (s) => caseGiven(s, { next_action_at: LATE, next_action_by: 'agent-1' }),
  ],
  [
    "an agent's next action that a booking of the same time takes over",
    () => next({ type: 'APPOINTMENT_BOOKED' }),
    (s) => caseGiven(s, { ...bookedIn(s), next_action_by: 'agent-1' }),
  ],
  ['a case that continues itself', joining, (s) => joined(s, younger(s).document.case_id)],
  ["a case that continues another lead's", joining, (s) => joined(s, OTHER)],
  [
    'a case that continues a second one',
    joining,
    (s) => standing(s, { [younger(s).path]: { ...younger(s).document, continues: OTHER } }),
  ],
  ['a lead whose created_at rises', next, (s) => changed(s, 'lead', set({ created_at: '2026-03-02T00:00:00.000Z' }))],
  ['a lead whose updated_at falls', next, (s) => changed(s, 'lead', set({ updated_at: '2026-02-02T00:00:00.000Z' }))],
  ['a lead that loses a case', another, (s) => changed(s, 'lead', (lead) => ({ ...lead, cases: newest(lead) }))],
  ['a lead that loses a site', another, (s) => changed(s, 'lead', set({ site_ids: ['other-site'] }))],
  [
    'a lead that gains a site without a case',
    next,
    (s) => changed(s, 'lead', set({ site_ids: ['other-site', 'siam-visa-pro'] })),
  ],
  ['a lead that loses its phone', next, (s) => changed(s, 'lead', without('phone'))],
  ['an event that is changed', next, (s) => adding(s, before(s, 'event', payload({ confidence_score: 1 })))],
  ['a claim that is changed', next, (s) => adding(s, before(s, 'claim', set({ content_hash: OTHER })))],
  ['an event that is deleted', next, (s) => adding(s, before(s, 'event'))],
  ['a claim that is deleted', next, (s) => adding(s, before(s, 'claim'))],
  ['a case that is deleted', another, (s) => adding(s, before(s, 'case'))],
  ['a lead that is deleted', next, (s) => adding(s, { 'leads/nobody@example.com': null })],
  ['an erasure', next, (s) => adding(s, { [`erasures/${OTHER}`]: { erased_at: LATE } })],
  // Conflicts
  ['a conflict with nothing', conflict, (s) => ({ ...s, given: [] })],
  ['a conflict that has the content of the claim', conflict, (s) => standing(s, sameContent(s))],
  ['a conflict under another hash', conflict, (s) => conflicting(s, set({ content_hash: OTHER }))],
  ['a conflict of another event', conflict, (s) => conflicting(s, (same) => same, set({ source: 'MANUAL' }))],
  ['a conflict that breaks the schema', conflict, (s) => conflicting(s, (same) => same, set({ payload: {} }))],
  ['a conflict with an unknown field', conflict, (s) => conflicting(s, set({ seen: true }))],
  ['a conflict that is changed', conflict, (s) => standing(s, s.commit)],
];
