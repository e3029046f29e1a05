import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { continuing } from '../../src/ingest/project-case.js';
import { caseDocument } from '../../src/schema/case.js';
import { storedEvent } from '../../src/schema/event.js';
import { lead as leadSchema } from '../../src/schema/lead.js';
import { agentEdits, given, outcomeOf } from './specification.js';
import { audit, booking, call, chat, day, EMAIL, envelopeOf, RECEIVED, SITE } from './wire-events.js';

const scoring = (confidence_score: number) => ({ payload: { confidence_score } });

test('the first event leaves lead, case, event and claim, each true to its schema', async () => {
  const { documents, lead, only, statuses } = await given().when(
    audit('1', { phone: '081 234 5678', name: '  Claire   Dupont ' }),
  );
  expect(statuses).toEqual(['accepted']);
  expect(Object.keys(documents)).toHaveLength(4);
  expect(leadSchema.parse(lead)).toMatchObject({
    email: EMAIL,
    phone: '+66812345678',
    name: 'Claire Dupont',
    source: 'AUDIT_IA',
    created_at: day(0),
    site_ids: [SITE],
  });
  expect(caseDocument.parse(only)).toMatchObject({
    status: 'AUDIT_DONE',
    owner_uid: '',
    intent: 'DTV',
    confidence_score: 85,
    created_at: day(0),
    waiting_since: day(0),
  });
  const [path] = Object.keys(documents).filter((found) => found.includes('/events/'));
  expect(storedEvent.parse(documents[path!])).toMatchObject({
    lead_id: EMAIL,
    received_at: RECEIVED,
    contact: { phone: '+66812345678', name: 'Claire Dupont' },
  });
  expect(lead.cases[only.case_id]).toEqual({
    case_id: only.case_id,
    intent: 'DTV',
    site_id: SITE,
    first_event_at: day(0),
    last_event_at: day(0),
  });
});

describe('status', () => {
  test('climbs with the events', async () => {
    expect((await given(chat('1')).when(audit('2'))).only.status).toBe('AUDIT_DONE');
    expect((await given(audit('1')).when(call('2'))).only.status).toBe('CALL_REQUESTED');
    expect((await given(call('1')).when(booking('2'))).only.status).toBe('CALL_SCHEDULED');
  });
  test('of a case that a chat opened is NEW', async () => {
    expect((await given().when(chat('1'))).only.status).toBe('NEW');
  });
  test('never falls because of an event', async () => {
    expect((await given(booking('1')).when(audit('2', { at: day(1) }))).only.status).toBe('CALL_SCHEDULED');
  });
  test.each(['IN_PROGRESS', 'WON', 'LOST', 'CLOSED'] as const)('%s is left alone by events', async (status) => {
    const { only } = await given(audit('1'))
      .and(agentEdits({ status }, day(1)))
      .when(booking('2', { at: day(2) }));
    expect(only.status).toBe(status);
  });
  test('climbs on from where an agent put it', async () => {
    const { only } = await given(booking('1'))
      .and(agentEdits({ status: 'NEW' }, day(1)))
      .when(audit('2', { at: day(2) }));
    expect(only.status).toBe('AUDIT_DONE');
  });
});

describe('score', () => {
  test('is that of the latest audit, whatever the order of arrival', async () => {
    const { only } = await given(audit('1', { at: day(2), ...scoring(90) })).when(
      audit('2', { at: day(1), ...scoring(10) }),
    );
    expect(only).toMatchObject({ confidence_score: 90, confidence_at: day(2), last_event_at: day(2) });
  });
  test('of equal times is that of the greater event id', async () => {
    const two = [audit('1', scoring(1)), audit('2', scoring(2))];
    const expected = two.reduce((a, b) => (a.event_id > b.event_id ? a : b));
    for (const [first, second] of [two, [...two].reverse()]) {
      const { only } = await given(first).when(second);
      expect(only).toMatchObject({ confidence_event_id: expected.event_id, last_event_id: expected.event_id });
    }
  });
  test('is untouched by the score of a chat', async () => {
    expect((await given(audit('1')).when(chat('2', { at: day(1) }))).only.confidence_score).toBe(85);
    expect((await given().when(chat('2'))).only).not.toHaveProperty('confidence_score');
  });
});

describe('next action', () => {
  const startsAt = (start_time: string) => ({ payload: { start_time } });

  test('is the start of the latest booking', async () => {
    const { only } = await given(booking('1', { at: day(1), ...startsAt(day(9)) })).when(
      booking('2', startsAt(day(5))),
    );
    expect(only).toMatchObject({ next_action_at: day(9), next_action_by: 'calendly' });
  });
  test('of an agent is left alone by a booking', async () => {
    const { only } = await given(audit('1'))
      .and(agentEdits({ next_action_at: day(3), next_action_by: 'agent-1' }, day(1)))
      .when(booking('2', { at: day(2) }));
    expect(only).toMatchObject({ next_action_at: day(3), next_action_by: 'agent-1', status: 'CALL_SCHEDULED' });
  });
});

describe('waiting since', () => {
  test('is the earliest event while nobody has handled the case', async () => {
    expect((await given(audit('1', { at: day(2) })).when(call('2', { at: day(1) }))).only.waiting_since).toBe(day(1));
  });
  test('is the first event after the agent handled the case', async () => {
    const { only } = await given(audit('1'))
      .and(agentEdits({}, day(1)))
      .thenCame(call('2', { at: day(3) }))
      .when(call('3', { at: day(2) }));
    expect(only.waiting_since).toBe(day(2));
  });
  test('of an event that happened before but came after is just after the handling', async () => {
    const { only } = await given(audit('1'))
      .and(agentEdits({}, day(3)))
      .when(call('2', { at: day(2) }));
    expect(only.waiting_since).toBe(day(3, 1));
  });
  test('is never later than the receipt, so that it is before whatever an agent does next', async () => {
    const ahead = new Date(Date.parse(RECEIVED) + 60_000).toISOString();
    expect((await given().when(audit('1', { at: ahead }))).only).toMatchObject({
      last_event_at: ahead,
      waiting_since: RECEIVED,
    });
  });
  test('stays as it was when a duplicate comes', async () => {
    const { only } = await given(audit('1'))
      .and(agentEdits({}, day(3)))
      .when(audit('1'));
    expect(only.waiting_since).toBe(day(0));
  });
});

describe('lead', () => {
  test('keeps the source and creation of its earliest event, however late that comes', async () => {
    const { lead } = await given(audit('1', { at: day(5) })).when(call('2', { at: day(1) }));
    expect(lead).toMatchObject({ source: 'CLICK_TO_CALL', created_at: day(1), updated_at: day(5) });
  });
  test('has the source MANUAL where the earliest event says so', async () => {
    expect((await given().when(audit('1', { source: 'MANUAL' }))).lead.source).toBe('MANUAL');
  });
  test('has name and phone of the latest event that carries them', async () => {
    const { lead } = await given(
      audit('1', { at: day(3), name: 'New Name' }),
      audit('2', { at: day(1), name: 'Old Name', phone: '+33612345678' }),
    ).when(audit('3', { at: day(5) }));
    expect(lead).toMatchObject({ name: 'New Name', phone: '+33612345678' });
  });
  test('lists the sites that know it in one order, whichever came first', async () => {
    const store = memoryStore();
    for (const [i, site_id] of ['b-site', 'a-site', 'b-site'].entries())
      await ingest(envelopeOf([audit(`${i}`)], { site_id }), RECEIVED, { store });
    expect(outcomeOf(store).lead.site_ids).toEqual(['a-site', 'b-site']);
  });
  test('writes optional fields only where there is something', async () => {
    const { lead, only } = await given().when(chat('1'));
    expect(lead).not.toHaveProperty('phone');
    expect(Object.values({ ...lead, ...only })).not.toContain(null);
    expect(only).not.toHaveProperty('next_action_at');
  });
});

test('a case continues the older case it was joined to first', async () => {
  const { only } = await given().when(audit('1'));
  expect(continuing(continuing(only, 'a'), 'b').continues).toBe('a');
});
