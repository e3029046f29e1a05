import { describe, expect, test } from 'vitest';
import { admit, admitEnvelope, type Circumstances, type Delivery } from '../../src/ingest/admit.js';
import { storedEvent } from '../../src/schema/event.js';
import { type EventSource, eventId } from '../../src/schema/event-id.js';
import { recordedCallId } from '../../src/schema/recorded-call.js';
import { audit, booking, call, chat, DAY_0, day, envelopeOf, SITE } from './wire-events.js';

const NOW = day(1);
const around: Circumstances = { site_id: SITE, sent_at: NOW, received_at: NOW, region: 'TH' };

function delivered(raw: unknown, differently: Partial<Circumstances> = {}): Delivery {
  const admission = admit(raw, { ...around, ...differently });
  if (!admission.ok) throw new Error(JSON.stringify(admission.result));
  expect(storedEvent.safeParse(admission.delivery.event).error).toBeUndefined();
  return admission.delivery;
}
function refused(raw: unknown, differently: Partial<Circumstances> = {}) {
  const admission = admit(raw, { ...around, ...differently });
  if (admission.ok) throw new Error('was admitted');
  return admission.result;
}

describe('an event', () => {
  test.each([audit('1'), call('1'), chat('1'), booking('1')])('of type $type is admitted', (event) => {
    expect(delivered(event).warnings).toEqual([]);
  });
  test('with an id that is not the hash of its source and source_id is refused', () => {
    expect(refused({ ...audit('1'), event_id: audit('2').event_id })).toMatchObject({
      event_id: audit('2').event_id,
      status: 'rejected',
      code: 'event_id_mismatch',
    });
  });
  test('with a wrong field is refused, naming the field', () => {
    expect(refused(audit('1', { payload: { confidence_score: 101 } }))).toMatchObject({
      code: 'invalid_event',
      issues: [{ path: 'payload.confidence_score', code: 'too_big' }],
    });
  });
  test.each([null, 5, 'x', [], {}, { lead: null }, { lead: { email: 5 } }])('that is %j is refused', (raw) => {
    expect(refused(raw)).toMatchObject({ event_id: '', status: 'rejected', code: 'invalid_event' });
  });
  test('that names who recorded it is taken from them alone', () => {
    const event = call(recordedCallId('anan', '1'), { source: 'MANUAL' });
    expect(refused(event)).toMatchObject({ code: 'not_recorded_by_sender', issues: [{ path: 'source_id' }] });
    expect(refused(event, { agent: 'mali' })).toMatchObject({ code: 'not_recorded_by_sender' });
    expect(delivered(event, { agent: 'anan' }).event.source_id).toBe('call:by/anan/1');
  });
  test('that was recorded by hand elsewhere names nobody, and is taken from anybody', () => {
    expect(delivered(call('1', { source: 'MANUAL' })).warnings).toEqual([]);
  });
  test('with a smuggled __proto__ is refused', () => {
    const smuggled = JSON.parse(JSON.stringify(audit('1')).replace('{', '{"__proto__":{"status":"WON"},'));
    expect(refused(smuggled).issues).toMatchObject([{ path: '__proto__', code: 'unrecognized_keys' }]);
  });
  test('has its lone surrogates replaced, and keeps its id', () => {
    const source_id = 'audit:\ud800';
    const event = { ...audit('1'), source_id, event_id: eventId('WEB_CHAT' as EventSource, source_id) };
    const { event: stored } = delivered({ ...event, payload: { ...event.payload, issues: ['a\udc00b', '\u{1f600}'] } });
    expect(stored.source_id).toBe('audit:\ufffd');
    expect(stored.payload).toMatchObject({ issues: ['a\ufffdb', '\u{1f600}'] });
  });
});

describe('email', () => {
  test('is trimmed, NFC and lower-case, and only then judged', () => {
    expect(delivered(audit('1', { email: ' Rene\u0301@Example.COM ' })).event.lead_id).toBe('ren\u00e9@example.com');
  });
  test.each(['', 'a', 'a@b', 'a/b@c.co', 'a b@c.co', `${'a'.repeat(250)}@b.co`])('%j is refused', (email) => {
    expect(refused(audit('1', { email })).issues?.[0]?.path).toBe('lead.email');
  });
  test('written differently is the same content', () => {
    expect(delivered(audit('1', { email: 'A@b.co' })).content_hash).toBe(
      delivered(audit('1', { email: ' a@B.co' })).content_hash,
    );
  });
});

describe('phone', () => {
  test.each([
    ['081 234 5678', '+66812345678'],
    ['+33 6 12 34 56 78', '+33612345678'],
    ['0066 81 234 5678', '+66812345678'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['001 33 6 12 34 56 78', '+33612345678'],
    [' (02) 123-4567 ', '+6621234567'],
  ])('%j becomes %j', (phone, expected) => {
    expect(delivered(audit('1', { phone })).event.contact).toEqual({ phone: expected });
  });
  test('is read as one of the default region', () => {
    expect(delivered(audit('1', { phone: '06 12 34 56 78' }), { region: 'FR' }).event.contact?.phone).toBe(
      '+33612345678',
    );
  });
  test.each(['call me', '12', '+999 123'])('%j is left out with a warning', (phone) => {
    const { event, warnings } = delivered(audit('1', { phone }));
    expect(event).not.toHaveProperty('contact');
    expect(warnings).toMatchObject([{ path: 'lead.phone', code: 'not_a_phone' }]);
  });
  test('that is empty is left out without a word', () => {
    expect(delivered(audit('1', { phone: ' ', name: ' ' })).warnings).toEqual([]);
  });
});

test('a name is trimmed, NFC and single-spaced, and cut where NFC makes it too long', () => {
  expect(delivered(audit('1', { name: ' Rene\u0301 \t Dupont ' })).event.contact?.name).toBe('Ren\u00e9 Dupont');
  const { event, warnings } = delivered(audit('1', { name: '\u0958'.repeat(200) }));
  expect(event.contact?.name).toHaveLength(200);
  expect(warnings).toMatchObject([{ path: 'lead.name' }]);
});

describe('time', () => {
  const MINUTE = 60_000;
  const at = (milliseconds: number) => new Date(DAY_0 + milliseconds).toISOString();
  const timesOf = (timestamp: string, sent_at: string, received_at: string) => {
    const { event } = delivered(audit('1', { at: timestamp }), { sent_at, received_at });
    return [event.timestamp, event.client_timestamp];
  };

  test('of a device up to 5 minutes off is kept', () => {
    expect(timesOf(at(0), at(0), at(5 * MINUTE))).toEqual([at(0), undefined]);
    expect(timesOf(at(5 * MINUTE), at(5 * MINUTE), at(0))).toEqual([at(5 * MINUTE), undefined]);
  });
  test('of a device more than 5 minutes off is corrected, and the original kept', () => {
    expect(timesOf(at(0), at(1000), at(5 * MINUTE + 1001))).toEqual([at(5 * MINUTE + 1), at(0)]);
    expect(timesOf('2030-01-01T00:00:00.000Z', '2030-01-01T00:00:10.000Z', NOW)).toEqual([
      new Date(Date.parse(NOW) - 10_000).toISOString(),
      '2030-01-01T00:00:00.000Z',
    ]);
  });
  test('more than 5 minutes in the future becomes the time of receipt', () => {
    expect(timesOf(at(5 * MINUTE + 1), at(0), at(0))).toEqual([at(0), at(5 * MINUTE + 1)]);
  });
  test('that a correction moves out of the years we store becomes the time of receipt', () => {
    expect(timesOf('2001-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z', NOW)[0]).toBe(NOW);
  });
  test('of an old event from a punctual device is kept, however long it lay in the outbox', () => {
    expect(timesOf(day(-200), NOW, NOW)).toEqual([day(-200), undefined]);
  });
});

describe('intent', () => {
  const intentOf = (visa_type: string, intent?: string) => {
    const { intent: name, warnings } = delivered(call('1', { payload: { visa_type }, ...(intent && { intent }) }));
    return [name, ...warnings.map(({ path, code }) => `${path} ${code}`)];
  };
  test.each([
    ['DTV visa', 'DTV'],
    ['visa D.T.V.', 'DTV'],
    ['retirement', 'RETIREMENT'],
    ['Non-Immigrant O-A', 'RETIREMENT'],
    ['Thailand Privilege', 'ELITE'],
    ['Étudiant', 'EDUCATION'],
    ['Long-Term Resident', 'LTR'],
  ])('%j is %s', (said, name) => {
    expect(intentOf(said)).toEqual([name]);
  });
  test('that the table does not know is taken in upper case, with a warning', () => {
    expect(intentOf(' golden  visa ')).toEqual(['GOLDEN VISA', 'payload.visa_type unknown_intent']);
    expect(intentOf('', 'Straße')).toEqual(['STRASSE', 'intent unknown_intent']);
  });
  test('of the payload goes before that of the event', () => {
    expect(intentOf('LTR', 'DTV')).toEqual(['LTR']);
    expect(intentOf('unknown', 'DTV')).toEqual(['DTV']);
    expect(intentOf(' ')).toEqual([undefined]);
  });
  test('in upper case stays within 64 characters and well-formed', () => {
    expect(intentOf('ß'.repeat(64))[0]).toHaveLength(64);
    expect(intentOf(`${'ß'.repeat(31)}a\u{10428}`)[0]).toBe(`${'SS'.repeat(31)}A`);
  });
  test('is looked up in the table of the site', () => {
    const { intent } = delivered(audit('1', { payload: { visa_type: 'gold' } }), { intents: { GOLDEN: ['gold'] } });
    expect(intent).toBe('GOLDEN');
  });
});

describe('an envelope', () => {
  test('is admitted whatever its events are', () => {
    expect(admitEnvelope(envelopeOf([1]))).toMatchObject({ ok: true });
  });
  test.each([
    ['v', { v: 2 }],
    ['site_id', { site_id: '' }],
    ['sent_at', { sent_at: 'yesterday' }],
    ['events', { events: [] }],
    ['events', { events: Array(51).fill(1) }],
    ['more', { more: 1 }],
  ])('with a wrong %s is refused, naming it', (path, wrong) => {
    expect(admitEnvelope({ ...envelopeOf([1]), ...wrong })).toMatchObject({ ok: false, issues: [{ path }] });
  });
});
