import { EVENT_KINDS, type EventType, sourceIdOf } from '../../src/schema/event-id.js';
import { lead } from '../../src/schema/lead.js';
import { type Change, caseGiven, changed, conflicting, LATE, payload, set, without } from './changes.js';
import { type Document, FULL_PAYLOADS, parts, SITE } from './commits.js';
import { another, batch, conflict, first, joining, next, type Scenario } from './scenarios.js';
import { begunBefore, withSession } from './sessions.js';

const SILENCE = { reason: '', visa_type: '', user_stage: '', notes: '', transcript: '' };
const NOTHING = { executive_summary: '', strengths: [], weaknesses: [], action_plan: [], visa_score: 100 };
const EMPTY = Array(3).fill({ step: '', timing: '' });
const scoring = (confidence_score: number): Scenario => {
  const audit_status = confidence_score ? 'VALID' : 'INVALID';
  const found = { visa_type: '', audit_status, issues: [], missing_docs: [], ready_for_payment: true };
  return changed(first({ payload: { ...found, confidence_score } }), 'case', set({ confidence_score }));
};
/** The last audit found less than the one before, so the score of its case falls. */
const rescored = (s: Scenario): Scenario =>
  changed(changed(s, 'event', payload({ confidence_score: 40 })), 'case', set({ confidence_score: 40 }));
const rebooked = (s: Scenario): Scenario =>
  caseGiven(s, { next_action_at: LATE, next_action_by: 'calendly', next_action_from: 'an earlier booking' });
const AGENTS_ACTION = { next_action_at: LATE, next_action_by: 'agent-1' };
const { transcript: _transcript, ...quiet } = FULL_PAYLOADS.CALL_REQUESTED;
const shortest = { ...FULL_PAYLOADS.APPOINTMENT_BOOKED, event_uri: 'u', location: '' };
/** A scenario whose lead is another one, before and after. */
const ofLead = (s: Scenario, change: Change): Scenario => ({
  ...changed(s, 'lead', change),
  given: s.given.map((commit) => changed({ given: [], commit }, 'lead', change).commit),
});
const NAMELESS = without('phone', 'name', 'phone_from', 'name_from');
const EVERYWHERE = set({ site_ids: [SITE, ...Array.from({ length: 99 }, (_, n) => `site-${n}`)] });

/** One letter that no other scenario has. */
let letters = 0;
const letter = () => String.fromCodePoint(0x4e00 + letters++);
/** A lead's own fields at their bounds, each from somewhere. */
const LARGE = {
  phone: '+123456789012345',
  name: 'n'.repeat(200),
  source_from: 'f'.repeat(100),
  phone_from: 'f'.repeat(100),
  name_from: 'f'.repeat(100),
};
const SMALL = { phone: '+1234567', name: '', source_from: '', phone_from: '', name_from: '' };
const extreme = (scenario: Scenario, fields: Document, lang: string): Scenario => {
  const contact = { phone: fields.phone, name: fields.name };
  const said = changed(scenario, 'event', set({ contact, summary: { text: lang && 't'.repeat(2000), lang } }));
  return changed(said, 'lead', set(fields));
};
const large = () => {
  const of = { intent: 'i'.repeat(64), site: 's'.repeat(64), email: `${letter()}${'e'.repeat(241)}@example.com` };
  return extreme(first(of), LARGE, 'l'.repeat(35));
};
const small = () => extreme(first({ intent: 'i', site: 's' }), SMALL, '');
const origin = (next_action_from: string): Scenario =>
  changed(first({ type: 'APPOINTMENT_BOOKED' }), 'case', set({ next_action_from }));
const disputed = (lang: string, lead_id: string, site_id: string): Scenario =>
  conflicting(conflict(), set({ lead_id, site_id }), set({ summary: { text: lang && 't'.repeat(2000), lang } }));
const TYPES = Object.keys(EVENT_KINDS) as EventType[]; // its own keys

/** A case that an agent has handled after what its client waited since. */
const ANSWERED = { waiting_since: '2026-02-01T00:00:00.000Z', handled_at: new Date('2026-02-02T00:00:00.000Z') };

/** Of two events at one time, the one with the lesser id is the first. */
function sooner(): Scenario {
  const scenario = next({ timestamp: '2026-03-01T09:30:00.000Z' });
  return changed(scenario, 'case', set({ first_event_id: parts(scenario.commit).event.event_id }));
}

/** What the ingest may commit. */
export const ALLOWED: [string, () => Scenario][] = [
  ['the first event of a lead, an audit', () => first({ type: 'AUDIT_COMPLETED' })],
  ['the first event of a lead, a call', () => first({ type: 'CALL_REQUESTED' })],
  ['the first event of a lead, a chat', () => first({ type: 'CHAT_SUMMARIZED' })],
  ['the first event of a lead, an appointment', () => first({ type: 'APPOINTMENT_BOOKED' })],
  ['a later event of a case', () => next()],
  ['a later audit of a case', () => next({ type: 'AUDIT_COMPLETED' })],
  ['a later audit of a case, with another score', () => rescored(next({ type: 'AUDIT_COMPLETED' }))],
  ['a booking in a case', () => next({ type: 'APPOINTMENT_BOOKED' })],
  ['a booking in place of another', () => rebooked(next({ type: 'APPOINTMENT_BOOKED' }))],
  ['a case in which a client waits anew', () => caseGiven(next(), ANSWERED, ['handled_at'])],
  ['a case in which a client waits since earlier', () => caseGiven(next(), { waiting_since: LATE })],
  ['a case that climbs from new to audited', () => next({ type: 'AUDIT_COMPLETED' }, { type: 'CHAT_SUMMARIZED' })],
  ['a case that climbs from audited to call requested', () => next({ type: 'CALL_REQUESTED' })],
  [
    'a case that climbs from call requested to call scheduled',
    () => next({ type: 'APPOINTMENT_BOOKED' }, { type: 'CALL_REQUESTED' }),
  ],
  ['an event earlier than all of its case', () => next({ timestamp: '2026-02-20T00:00:00.000Z' })],
  ['an event at the very time of the first of its case, and before it by its id', sooner],
  ['a second case of a lead, on another site', () => another()],
  ['two events that open a case together', () => batch()],
  ['a late event that joins two cases', () => joining()],
  ['an audit beside its session', () => withSession()],
  ['a chat beside its session', () => withSession({ type: 'CHAT_SUMMARIZED' })],
  ['the second audit of a session beside it', () => withSession({ suffix: '/2' })],
  ['a session that an old site began', () => begunBefore(withSession())],
  ['other content of an event, beside its claim', () => conflict()],
  [
    'an event without its optional fields',
    () => changed(first(), 'event', without('summary', 'contact', 'client_timestamp')),
  ],
  ['an event whose summary names no language', () => changed(first(), 'event', set({ summary: { text: '' } }))],
  ['an event of somebody who left no phone', () => changed(first(), 'event', set({ contact: { name: 'Claire' } }))],
  ['an event of somebody who left no name', () => changed(first(), 'event', set({ contact: { phone: '+1234567' } }))],
  ...TYPES.flatMap((type): [string, () => Scenario][] => [
    [`${type} under the shortest source_id`, () => first({ type, source_id: sourceIdOf(type, letter()) })],
    [
      `${type} under the longest source_id`,
      () => first({ type, source_id: sourceIdOf(type, '').padEnd(255, 'x') + letter() }),
    ],
  ]),
  ['a lead, a case and an event as large as can be', large],
  ['a lead, a case and an event as small as can be', small],
  ['a known lead that grows as large as can be', () => extreme(next(), LARGE, '')],
  ['a known lead that shrinks as small as can be', () => extreme(next(), SMALL, 'l')],
  ...lead.shape.source.options.map((source): [string, () => Scenario] => [
    `a known lead that an earlier event tells came from ${source}`,
    () => changed(next({ timestamp: '2026-02-20T00:00:00.000Z' }), 'lead', set({ source })),
  ]),
  ['a conflict as large as can be', () => disputed('l'.repeat(35), `${'e'.repeat(242)}@example.com`, 's'.repeat(64))],
  ['a conflict of what an agent noted by hand', () => conflict('CALL_REQUESTED', { source: 'MANUAL' })],
  ['a conflict as small as can be', () => disputed('', 'a@b.c', 's')],
  ['a booking from the longest place', () => origin('f'.repeat(100))],
  ['a booking from nowhere', () => origin('')],
  ['what an agent noted by hand', () => changed(first({ source: 'MANUAL' }), 'lead', set({ source: 'MANUAL' }))],
  [
    'an audit in a case whose next action an agent set',
    () => caseGiven(next({ type: 'AUDIT_COMPLETED' }), AGENTS_ACTION, Object.keys(AGENTS_ACTION)),
  ],
  ['an audit that found nothing', () => scoring(0)],
  ['an audit that found everything', () => scoring(100)],
  ['a call about nothing', () => first({ type: 'CALL_REQUESTED', payload: SILENCE })],
  ['a summary of nothing', () => first({ type: 'CHAT_SUMMARIZED', payload: { ...NOTHING, visa_score: 0 } })],
  ['a summary of empty steps', () => first({ type: 'CHAT_SUMMARIZED', payload: { ...NOTHING, action_plan: EMPTY } })],
  ['a call without a transcript', () => first({ type: 'CALL_REQUESTED', payload: quiet })],
  ['an appointment with the shortest uri', () => first({ type: 'APPOINTMENT_BOOKED', payload: shortest })],
  [
    'a lead without phone and name',
    () => changed(first(), 'lead', without('phone', 'name', 'phone_from', 'name_from')),
  ],
  ['a known lead without phone and name', () => ofLead(next(), NAMELESS)],
  ['a known lead on a hundred sites', () => ofLead(next(), EVERYWHERE)],
];
