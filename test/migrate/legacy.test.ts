import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LegacySession, mapSession } from '../../src/migrate/legacy.js';
import { instantOf, scoreOf } from '../../src/migrate/legacy-values.js';
import { wireEvent } from '../../src/schema/event.js';
import { eventId } from '../../src/schema/event-id.js';

/** A line of the samples; a Timestamp is written as its instant. */
const parse = (line: string): LegacySession =>
  JSON.parse(line, (_key, value) =>
    value?.__timestamp__ ? { toMillis: () => Date.parse(value.__timestamp__) } : value,
  );
const SAMPLES = readFileSync(join(import.meta.dirname, '../fixtures/audit_sessions.sample.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(parse);

/** Written by hand, from a look at each sample; all others give what they hold. */
const SKIPPED: Record<string, string> = {
  sess_7_1: 'session nothing_finished',
  sess_7_7: 'session bad_email',
  sess_7_21: 'session no_email',
  sess_7_25: 'session no_email',
  sess_7_27: 'session no_email',
  sess_7_28: 'audit breaks_schema', // its score is "n/a"
  sess_7_33: 'session nothing_finished',
  sess_7_38: 'session no_email',
  sess_7_40: 'session nothing_finished',
  sess_7_44: 'session no_email',
  sess_7_45: 'session nothing_finished',
  sess_7_46: 'session nothing_finished',
  sess_7_52: 'session nothing_finished',
  sess_7_59: 'session bad_email',
};

const AUDIT = { audit_status: 'VALID', confidence_score: 85, created_at: '2026-01-02T03:04:05.678Z' };
const session = (data: Record<string, unknown>): LegacySession => ({
  id: 's1',
  data: { email: 'ana@example.com', ...AUDIT, ...data },
});

describe('the samples', () => {
  test.each(SAMPLES.map((sample) => [sample.id, sample] as const))(
    '%s is skipped for the right reason, or not',
    (id, sample) => {
      const { skips } = mapSession(sample);
      expect(skips.map(({ what, reason }) => `${what} ${reason}`).join()).toBe(SKIPPED[id] ?? '');
    },
  );

  test('give an event for each audit and each summary of those that are not skipped', () => {
    const events = SAMPLES.flatMap((sample) => mapSession(sample).events);
    const expected = SAMPLES.filter(({ id }) => !SKIPPED[id]?.startsWith('session')).flatMap(({ id, data }) => [
      ...(data.audit_status && id !== 'sess_7_28' ? [`audit:${id}`] : []),
      ...(data.summary ? [`chat:${id}`] : []),
    ]);
    expect(events.map(({ source_id }) => source_id)).toEqual(expected);
    for (const event of events) expect(wireEvent.safeParse(event).success).toBe(true);
  });
});

describe('a session', () => {
  test('gives the audit with the id that the SDK gives it', () => {
    const { events, siteId } = mapSession(session({ session_id: 'sess_42', visa_type: 'DTV ', phone: ' 0812345678 ' }));
    expect(siteId).toBe('siam-visa-pro');
    expect(events).toEqual([
      {
        event_id: eventId('WEB_CHAT', 'audit:sess_42'),
        type: 'AUDIT_COMPLETED',
        timestamp: '2026-01-02T03:04:05.678Z',
        source: 'WEB_CHAT',
        source_id: 'audit:sess_42',
        lead: { email: 'ana@example.com', phone: '0812345678' },
        payload: {
          visa_type: 'DTV',
          audit_status: 'VALID',
          confidence_score: 85,
          issues: [],
          missing_docs: [],
          ready_for_payment: false,
        },
      },
    ]);
  });

  test('without session_id is named by its document', () => {
    expect(mapSession(session({})).events[0]?.source_id).toBe('audit:s1');
  });

  test('counts user_email only where email is absent', () => {
    const leadOf = (data: object) => mapSession(session({ ...data })).events[0]?.lead.email;
    expect(leadOf({ email: ' ANA@Example.com ', user_email: 'bo@example.com' })).toBe('ana@example.com');
    expect(leadOf({ email: undefined, user_email: 'Bo@example.com' })).toBe('bo@example.com');
    expect(mapSession(session({ email: 'nonsense', user_email: 'bo@example.com' })).skips[0]?.reason).toBe('bad_email');
  });

  test('happened when it was completed, else when it was created', () => {
    const timeOf = (data: object) => mapSession(session({ ...data })).events[0]?.timestamp;
    expect(timeOf({ completed_at: 1767323045678 })).toBe('2026-01-02T03:04:05.678Z');
    expect(timeOf({ completed_at: 'soon' })).toBe('2026-01-02T03:04:05.678Z');
    expect(mapSession(session({ created_at: undefined })).skips[0]?.reason).toBe('no_time');
  });

  test('gives the summary with steps that have an empty timing, and the visa as its intent', () => {
    const summary = { executive_summary: 'x', strengths: 'a', action_plan: ['Call'], visa_score: '0.5' };
    const { events } = mapSession(session({ audit_status: undefined, visa_type: 'DTV', summary }));
    expect(events).toMatchObject([
      {
        type: 'CHAT_SUMMARIZED',
        source_id: 'chat:s1',
        intent: 'DTV',
        payload: { strengths: ['a'], weaknesses: [], action_plan: [{ step: 'Call', timing: '' }], visa_score: 50 },
      },
    ]);
  });

  test('keeps its good half where the other breaks the schema, and says what is wrong', () => {
    const { events, skips } = mapSession(session({ summary: { executive_summary: 5 } }));
    expect(events.map(({ type }) => type)).toEqual(['AUDIT_COMPLETED']);
    expect(skips).toMatchObject([{ what: 'summary', reason: 'breaks_schema' }]);
    expect(skips[0]?.issues.map(({ path }) => path)).toEqual(['payload.executive_summary', 'payload.visa_score']);
  });

  test('whatever it holds gives valid events or a reason, and throws nothing', () => {
    const names =
      'email user_email session_id site_id visa_type audit_status confidence_score issues summary created_at';
    const data = fc.dictionary(fc.constantFrom(...names.split(' ')), fc.anything());
    fc.assert(
      fc.property(data, (odd) => {
        const { events, skips } = mapSession(session(odd));
        expect(events.length + skips.length).toBeGreaterThan(0);
        for (const event of events) expect(wireEvent.safeParse(event).success).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  [0.83, 83],
  ['0.9', 90],
  [1, 1],
  [0, 0],
  ['38', 38],
  ['n/a', 'n/a'],
  ['', ''],
  [undefined, undefined],
])('the score %s becomes %s', (found, score) => {
  expect(scoreOf(found)).toEqual(score);
});

test.each([
  ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678Z'],
  ['2026-01-02T10:04:05+07:00', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05', undefined],
  [1767323045678, '2026-01-02T03:04:05.678Z'],
  [new Date(1767323045678), '2026-01-02T03:04:05.678Z'],
  [{ toMillis: () => 1767323045678 }, '2026-01-02T03:04:05.678Z'],
  [Number.NaN, undefined],
  [null, undefined],
])('the time %s is read as %s', (found, instant) => {
  expect(instantOf(found)).toBe(instant);
});
