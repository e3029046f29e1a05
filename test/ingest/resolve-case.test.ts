import { describe, expect, test } from 'vitest';
import { caseIdOf, resolveCase } from '../../src/ingest/resolve-case.js';
import { given } from './specification.js';
import { audit, call, chat, day, EMAIL, SITE } from './wire-events.js';

describe('the 30-day window', () => {
  test('an event 29 days 23:59:59.999 after the last joins the case', async () => {
    expect((await given(audit('1')).when(audit('2', { at: day(30, -1) }))).cases).toHaveLength(1);
  });
  test('an event exactly 30 days after the last opens a case', async () => {
    expect((await given(audit('1')).when(audit('2', { at: day(30) }))).cases).toHaveLength(2);
  });
  test('an event 29 days 23:59:59.999 before the first joins the case', async () => {
    expect((await given(audit('1')).when(audit('2', { at: day(-30, 1) }))).cases).toHaveLength(1);
  });
  test('an event exactly 30 days before the first opens a case', async () => {
    expect((await given(audit('1')).when(audit('2', { at: day(-30) }))).cases).toHaveLength(2);
  });
  test('the window moves along with the events of the case', async () => {
    const { only } = await given(audit('1'), audit('2', { at: day(29) })).when(audit('3', { at: day(58) }));
    expect(only).toMatchObject({ first_event_at: day(0), last_event_at: day(58) });
  });
});

describe('intent', () => {
  test('another intent is another case', async () => {
    const { cases } = await given(audit('1')).when(audit('2', { payload: { visa_type: 'Retirement visa' } }));
    expect(cases.map(({ intent }) => intent).sort()).toEqual(['DTV', 'RETIREMENT']);
  });
  test('an event without intent joins the latest case of the lead inside the window', async () => {
    const { cases, journal } = await given(
      audit('1', { payload: { visa_type: 'LTR' }, at: day(10) }),
      audit('2', { at: day(12) }),
    ).when(chat('3', { intent: 'unknown', at: day(11) }));
    expect(cases).toHaveLength(2);
    expect(journal.map((events) => events.length)).toEqual([1, 2]);
    expect(cases[1]).toMatchObject({ intent: 'DTV' });
  });
  test('an event without intent outside every window opens a case with intent UNKNOWN', async () => {
    const { cases } = await given(audit('1')).when(chat('2', { intent: ' ', at: day(30) }));
    expect(cases.map(({ intent }) => intent)).toEqual(['DTV', 'UNKNOWN']);
  });
  test('an event without intent never joins a case of another site', () => {
    const elsewhere = { case_id: 'a', intent: 'DTV', site_id: 'other', first_event_at: day(0), last_event_at: day(0) };
    const event = { event_id: 'e', timestamp: day(1), lead_id: EMAIL, site_id: SITE };
    expect(resolveCase({ a: elsewhere }, event, undefined)).toMatchObject({ opens: true, intent: 'UNKNOWN' });
  });
});

describe('a late event between two cases', () => {
  const bridged = () => given(audit('1'), audit('2', { at: day(40) }));

  test('joins the older, and the younger continues it', async () => {
    const { cases, journal } = await bridged().when(audit('3', { at: day(20) }));
    expect(journal.map((events) => events.length)).toEqual([2, 1]);
    expect(cases[0]).not.toHaveProperty('continues');
    expect(cases[1]).toMatchObject({ continues: cases[0]!.case_id, last_event_at: day(40) });
  });
  test('makes the two resolve as one: what follows the younger goes to the older', async () => {
    const { cases, journal } = await bridged()
      .thenCame(audit('3', { at: day(20) }))
      .when(audit('4', { at: day(65) }));
    expect(journal.map((events) => events.length)).toEqual([3, 1]);
    expect(cases[0]).toMatchObject({ last_event_at: day(65) });
  });
  test('bridges nothing where it lies in the window of one alone', async () => {
    const { cases } = await bridged().when(audit('3', { at: day(10) }));
    expect(cases[1]).not.toHaveProperty('continues');
  });
  test('bridges three cases to the oldest, each younger one continuing once', async () => {
    const { cases } = await given(audit('1'), audit('2', { at: day(40) }), audit('3', { at: day(80) }))
      .thenCame(audit('4', { at: day(60) }))
      .when(audit('5', { at: day(20) }));
    expect(cases.map((found) => found.continues)).toEqual([undefined, cases[0]!.case_id, cases[1]!.case_id]);
  });
  test('bridges also where it names no intent', async () => {
    const { cases, journal } = await bridged().when(chat('3', { intent: '', at: day(20) }));
    expect(cases[1]).toMatchObject({ continues: cases[0]!.case_id });
    expect(journal.map((events) => events.length)).toEqual([2, 1]);
  });
});

test('events of one request are placed in time order, so that they need no bridge', async () => {
  const { cases } = await given().when(audit('1'), audit('2', { at: day(40) }), call('3', { at: day(20) }));
  expect(cases).toHaveLength(1);
});

test('a case id is the sha256 over lead, intent, site and opening event', () => {
  const opening = { event_id: 'e'.repeat(64), timestamp: day(0), lead_id: EMAIL, site_id: SITE };
  expect(caseIdOf(opening, 'DTV')).toMatch(/^[0-9a-f]{64}$/);
  expect(caseIdOf(opening, 'LTR')).not.toBe(caseIdOf(opening, 'DTV'));
});
