import { expect, test } from 'vitest';
import { signatureOf } from '../../local/calendly-webhook.js';
import { type CalendlyOptions, calendlyHandler } from '../../src/firebase/calendly-http.js';
import { judgeSignature } from '../../src/firebase/calendly-signature.js';
import { calendlyLog } from '../../src/firebase/log.js';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { MAX_BODY_BYTES } from '../../src/schema/protocol.js';
import { bookingOf, canceled, created, EVENT_TYPE, ID, TABLE } from '../calendly/webhooks.js';
import { RECEIVED } from '../ingest/wire-events.js';

const KEY = 'the key of the tests';
const NOW = new Date(RECEIVED);

function endpoint(overrides: Partial<CalendlyOptions> = {}) {
  const store = memoryStore();
  const lines: [level: string, message: string, fields: object][] = [];
  const logger = Object.fromEntries(
    ['info', 'warn', 'error'].map((level) => [
      level,
      (text: string, fields: object) => lines.push([level, text, fields]),
    ]),
  ) as unknown as Parameters<typeof calendlyLog>[0]; // the three levels are there
  const handle = calendlyHandler({
    ingest: (envelope, receivedAt) => ingest(envelope, receivedAt, { store }),
    signingKeys: [KEY],
    tolerance: 300,
    eventTypes: TABLE,
    now: () => NOW,
    log: calendlyLog(logger),
    ...overrides,
  });
  /** Posts a body with a signature of its own, unless another is given; `null` is none. */
  const post = async (body: object | string, signature?: string | null) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const header = signature === undefined ? signatureOf(text, KEY, NOW) : signature;
    const headers = { 'content-type': 'application/json', ...(header && { 'calendly-webhook-signature': header }) };
    const response = await handle(new Request('https://ingest.invalid/', { method: 'POST', headers, body: text }));
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { handle, post, lines, store };
}
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const text = JSON.stringify(created());

test('a signature is the HMAC-SHA256 of time, dot and body, as openssl makes it', async () => {
  const key = '5mEzn9C-I28UtwOjZJtFoob0sAAFZ95GbZkqj4y3i0I';
  const header = 't=1492774577,v1=49339305cdadaade56f50769e2760ae445111e293a6569c8e3f5b0148f4c0e13';
  const judge = (given: string, body: string, keys = [key]) =>
    judgeSignature(given, new TextEncoder().encode(body), keys, new Date(1492774577_000), 300);
  expect(await judge(header, '{"event":"invitee.created"}')).toBe('valid');
  expect(await judge(header, '{"event":"invitee.created"}', ['another', key])).toBe('valid');
  expect(await judge(header, '{"event":"invitee.created"} ')).toBe('forged');
  expect(await judge(header, '{"event":"invitee.created"}', ['another'])).toBe('forged');
  expect(await judge(header.replace('577,', '578,'), '{"event":"invitee.created"}')).toBe('forged');
});

test('a webhook of a booking is answered 200 once it is stored, with a result per event', async () => {
  const { post, store, lines } = endpoint();
  const { status, body } = await post(created());
  expect([status, body]).toEqual([
    200,
    { received_at: RECEIVED, results: [expect.objectContaining({ status: 'accepted' })] },
  ]);
  expect(Object.keys(store.documents()).filter((path) => path.includes('/events/'))).toHaveLength(1);
  expect(lines).toMatchObject([['info', 'ingested', { sdk: 'calendly', verdicts: { accepted: 1 } }]]);
});

test.each([
  ['without a signature', 'signature_missing', null],
  ['with half of one', 'signature_forged', 't=1,v1='],
  ['with something else', 'signature_forged', 'Bearer x'],
  ['signed by somebody else', 'signature_forged', signatureOf(text, 'x', NOW)],
  ['signed for another body', 'signature_forged', signatureOf(`${text} `, KEY, NOW)],
  ['signed too long ago', 'signature_stale', signatureOf(text, KEY, later(-301))],
  ['signed too far ahead', 'signature_stale', signatureOf(text, KEY, later(302))],
])('a webhook %s is answered 401 %s, and nothing is stored', async (_, code, signature) => {
  const { post, store, lines } = endpoint();
  expect(await post(text, signature)).toMatchObject({ status: 401, body: { error: { code } } });
  expect(store.documents()).toEqual({});
  expect(lines).toEqual([['warn', 'refused', { status: 401, code }]]);
});
test('a body that was cut on the way does not fit its signature', async () => {
  const cut = await endpoint().post(text.slice(0, -100), signatureOf(text, KEY, NOW));
  expect(cut).toMatchObject({ status: 401, body: { error: { code: 'signature_forged' } } });
});
test('a clock that is a little off is tolerated on either side', async () => {
  for (const seconds of [-299, 299])
    expect((await endpoint().post(text, signatureOf(text, KEY, later(seconds)))).status).toBe(200);
});

test.each([
  [400, 'malformed', '{"event":'],
  [400, 'malformed', ''],
  [422, 'unknown_shape', '5'],
  [422, 'unknown_shape', '{"event":"invitee.created","payload":{}}'],
  [413, 'too_large', ' '.repeat(MAX_BODY_BYTES + 1)],
])('a body that is genuine and bad is answered %i %s, for Calendly to keep', async (status, code, body) => {
  expect(await endpoint().post(body)).toMatchObject({ status, body: { error: { code } } });
});
test('what is wrong with a body is named without quoting it', async () => {
  const { payload, ...rest } = created();
  const { body } = await endpoint().post({ ...rest, payload: { ...payload, created_at: 'claire@example.com' } });
  expect(body).toMatchObject({ error: { issues: [{ path: 'payload.created_at' }] } });
  expect(JSON.stringify(body)).not.toContain('claire');
});

test('without a signing key every webhook is refused with what is missing', async () => {
  const { status, body } = await endpoint({ signingKeys: [] }).post(created());
  expect(status).toBe(503);
  expect(body).toMatchObject({
    error: { code: 'not_configured', message: expect.stringContaining('CALENDLY_SIGNING_KEY') },
  });
});
test('GET is answered 405 with Allow', async () => {
  const response = await endpoint().handle(new Request('https://ingest.invalid/'));
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

test.each([
  ['retry', 'contention'],
  ['rejected', 'refused_by_rules'],
] as const)('what is %s for %s is answered 503, for Calendly to come again', async (status, code) => {
  const { post } = endpoint({
    ingest: async ({ events }) => ({
      received_at: RECEIVED,
      results: events.map(() => ({ event_id: '', status, code })),
    }),
  });
  const answer = await post(created());
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});
test('a fault is answered 500 without a word about it, and logged', async () => {
  const { post, lines } = endpoint({ ingest: () => Promise.reject(new TypeError('claire@example.com')) });
  const { status, body } = await post(created());
  expect(status).toBe(500);
  expect(JSON.stringify([body, lines])).not.toContain('claire');
  expect(lines[0]).toMatchObject(['error', 'failed', { name: 'TypeError' }]);
});
test('an event that no repeat can cure is answered 200, and named in an error of the log', async () => {
  const { post, lines } = endpoint();
  const { status, body } = await post(created(bookingOf({ email: 'nobody@localhost' })));
  expect([status, body]).toMatchObject([200, { results: [{ status: 'rejected', code: 'invalid_event' }] }]);
  const fields = { code: 'invalid_event', source_id: `appointment:${ID}`, fields: ['lead.email'] };
  expect(lines).toContainEqual(['error', 'rejected', fields]);
  expect(JSON.stringify(lines)).not.toContain('nobody');
});
test('what tells the CRM nothing is answered 200 and counted in the log by its reason', async () => {
  const { post, lines } = endpoint({ eventTypes: { 'https://api.calendly.com/event_types/OTHER': null } });
  expect(await post({ event: 'invitee_no_show.created', payload: {} })).toMatchObject({
    status: 200,
    body: { ignored: 'other_event' },
  });
  await post(created());
  await post(canceled(bookingOf({ event_type: 'https://api.calendly.com/event_types/OTHER' })));
  expect(lines).toEqual([
    ['info', 'ignored', { code: 'other_event', event_type: undefined }],
    ['warn', 'ignored', { code: 'unknown_event_type', event_type: EVENT_TYPE }],
    ['info', 'ignored', { code: 'not_ours', event_type: undefined }],
  ]);
});
