import { describe, expect, test } from 'vitest';
import { agentsOf } from '../../src/firebase/agents.js';
import { appCheckOf } from '../../src/firebase/app-check.js';
import { type HttpOptions, ingestHandler } from '../../src/firebase/http.js';
import { mayComeFrom } from '../../src/firebase/origins.js';
import { perMinute } from '../../src/firebase/rate-limit.js';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { MAX_BODY_BYTES } from '../../src/schema/protocol.js';
import { recordedCallId } from '../../src/schema/recorded-call.js';
import { answer } from '../../src/schema/wire.js';
import { audit, call, envelopeOf, RECEIVED } from '../ingest/wire-events.js';

const SITE = 'https://siam-visa-pro.com';

function endpoint(overrides: Partial<HttpOptions> = {}) {
  const store = memoryStore();
  const log: string[] = [];
  const handle = ingestHandler({
    ingest: (envelope, receivedAt, agent) => ingest(envelope, receivedAt, { store, agent }),
    origins: { allowed: [SITE], loopback: false },
    sites: ['siam-visa-pro'],
    addressHeader: 'fastly-client-ip',
    requestsOf: perMinute(600),
    appCheck: { mode: 'off', verify: appCheckOf('demo-siam-visa') },
    agentOf: agentsOf('demo-siam-visa'),
    now: () => new Date(RECEIVED),
    log: {
      answered: (_, { results }, { app_check }) =>
        log.push(['answered', results.map(({ status }) => status), app_check].filter(Boolean).join(' ')),
      refused: (status, code) => log.push(`refused ${status} ${code}`),
      failed: (error) => log.push(`failed ${error}`),
    },
    ...overrides,
  });
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    handle(
      new Request('https://ingest.invalid/', {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8', origin: SITE, ...headers },
        body,
      }),
    );
  return { handle, post, log };
}
const BODY = JSON.stringify(envelopeOf([audit('1')]));

describe('a POST', () => {
  test.each(['text/plain;charset=UTF-8', 'application/json', 'Application/JSON; charset=utf-8'])(
    'of %s is answered 200 with a result per event',
    async (type) => {
      const response = await endpoint().post(BODY, { 'content-type': type });
      expect(response.status).toBe(200);
      expect(answer.parse(await response.json())).toEqual({
        received_at: RECEIVED,
        results: [{ event_id: audit('1').event_id, status: 'accepted' }],
      });
    },
  );
  test('lets a page of an allowed origin read the answer and its Retry-After', async () => {
    const { headers } = await endpoint().post(BODY);
    expect(headers.get('access-control-allow-origin')).toBe(SITE);
    expect(headers.get('access-control-expose-headers')).toBe('retry-after');
    expect(headers.get('vary')).toBe('origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });
  test.each([
    [400, 'malformed', '{'],
    [400, 'malformed', ''],
    [400, 'malformed', new Uint8Array([0x22, 0xff, 0x22])],
    [400, 'malformed', '['.repeat(200_000)],
    [400, 'invalid_envelope', '5'],
    [400, 'invalid_envelope', '{"v":1}'],
    [413, 'too_large', ' '.repeat(MAX_BODY_BYTES + 1)],
  ])('is answered %i %s where the body is bad', async (status, code, body) => {
    const { post, log } = endpoint();
    const response = await post(body);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ error: { code, message: expect.any(String) } });
    expect(text.trim()).not.toContain('\n');
    expect(log).toEqual([`refused ${status} ${code}`]);
  });
  test('of exactly 256 KiB is read', async () => {
    expect((await endpoint().post(BODY.padEnd(MAX_BODY_BYTES))).status).toBe(200);
  });
  test('names what is wrong with an envelope', async () => {
    const response = await endpoint().post(JSON.stringify({ ...envelopeOf([1]), v: 2 }));
    expect(await response.json()).toMatchObject({ error: { issues: [{ path: 'v' }] } });
  });
  test('of another content type is answered 415', async () => {
    expect((await endpoint().post(BODY, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });
  test('is answered 503 with Retry-After where nothing can be stored', async () => {
    const response = await endpoint({
      ingest: async ({ events }) => ({
        received_at: RECEIVED,
        results: events.map(() => ({ event_id: '', status: 'retry', code: 'unavailable' })),
      }),
    }).post(BODY);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
  test('is answered 500 without a word about the fault, which is logged', async () => {
    const { post, log } = endpoint({ ingest: () => Promise.reject(new TypeError('claire@example.com')) });
    const response = await post(BODY);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('claire');
    expect(log[0]).toBe('failed TypeError: claire@example.com');
  });
});

test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('%s is answered 405 with Allow', async (method) => {
  const response = await endpoint().handle(new Request('https://ingest.invalid/', { method }));
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST, OPTIONS');
});

describe('a site', () => {
  const elsewhere = JSON.stringify(envelopeOf([audit('1')], { site_id: 'other-site' }));

  test('that is not configured is answered 403 in one line of JSON, and nothing is written', async () => {
    const { post, log } = endpoint();
    const response = await post(elsewhere);
    const text = await response.text();
    expect(response.status).toBe(403);
    expect(text).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(text)).toEqual({ error: { code: 'unknown_site', message: expect.stringContaining('SITES') } });
    expect(log).toEqual(['refused 403 unknown_site']);
  });
  test('may be any where `*` is configured', async () => {
    expect((await endpoint({ sites: ['*'] }).post(elsewhere)).status).toBe(200);
  });
});

describe('rate limits', () => {
  const from = (address: string) => ({ 'fastly-client-ip': address });

  test('answer 429 with Retry-After from the request on that is too many, for that address alone', async () => {
    const { post, log } = endpoint({ requestsOf: perMinute(2) });
    const statuses = [];
    for (const address of ['a', 'a', 'a', 'b']) statuses.push((await post(BODY, from(address))).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect(log).toContain('refused 429 too_many_requests');
    const wait = Number((await post(BODY, from('a'))).headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });
  test('come before the body is read', async () => {
    const { post } = endpoint({ requestsOf: perMinute(1) });
    await post(BODY, from('a'));
    expect((await post('{', from('a'))).status).toBe(429);
  });
  test('do not hold where nobody says whose address it is', async () => {
    const { post } = endpoint({ requestsOf: perMinute(1) });
    expect([(await post(BODY)).status, (await post(BODY)).status]).toEqual([200, 200]);
  });
});

describe('App Check', () => {
  const worth = (verdict: 'valid' | 'missing' | 'invalid') => async () => verdict;
  test.each([
    ['off', 'invalid', 200, 'answered accepted'],
    ['observe', 'invalid', 200, 'answered accepted invalid'],
    ['observe', 'missing', 200, 'answered accepted missing'],
    ['enforce', 'valid', 200, 'answered accepted valid'],
    ['enforce', 'missing', 401, 'refused 401 app_check_missing'],
    ['enforce', 'invalid', 401, 'refused 401 app_check_invalid'],
  ] as const)('%s, a token that is %s: %i, logged as %s', async (mode, verdict, status, line) => {
    const { post, log } = endpoint({ appCheck: { mode, verify: worth(verdict) } });
    const response = await post(BODY);
    expect(response.status).toBe(status);
    expect(log).toEqual([line]);
    if (status === 401) expect(await response.json()).toMatchObject({ error: { code: `app_check_${verdict}` } });
  });
  test('is asked about the token in the body', async () => {
    const asked: unknown[] = [];
    const verify = async (token: string | undefined) => {
      asked.push(token);
      return 'valid' as const;
    };
    const { post } = endpoint({ appCheck: { mode: 'enforce', verify } });
    await post(JSON.stringify(envelopeOf([audit('1')], { app_check: 'the token' })));
    expect(asked).toEqual(['the token']);
  });
});

describe('an agent', () => {
  const recorded = JSON.stringify(envelopeOf([call(recordedCallId('anan', '1'), { source: 'MANUAL' })]));
  const sites: Record<string, readonly string[] | 'all'> = { anan: ['siam-visa-pro'], mali: ['other'], admin: 'all' };
  const agentOf = async (token: string) => (sites[token] ? { uid: token, sites: sites[token] } : undefined);
  test.each([
    [200, 'accepted', 'anan'],
    [200, 'rejected', 'admin'],
    [403, 'not_your_site', 'mali'],
    [401, 'not_an_agent', 'of a visitor'],
  ])('is answered %i, %s, where the token of %s sends a call that Anan recorded', async (status, says, token) => {
    const response = await endpoint({ agentOf }).post(recorded, { authorization: `Bearer ${token}` });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(says);
  });
  test('is whom a page without a token cannot pass for', async () => {
    const response = await endpoint({ agentOf }).post(recorded);
    expect(await response.json()).toMatchObject({
      results: [{ status: 'rejected', code: 'not_recorded_by_sender', issues: [{ path: 'source_id' }] }],
    });
  });
  test('needs no token of App Check', async () => {
    const appCheck = { mode: 'enforce' as const, verify: async () => 'missing' as const };
    const { post } = endpoint({ agentOf, appCheck });
    expect((await post(recorded)).status).toBe(401);
    expect((await post(recorded, { authorization: 'Bearer anan' })).status).toBe(200);
  });
  test('is nobody whose token Firebase has not signed', async () => {
    const claims = Buffer.from(JSON.stringify({ role: 'admin', sub: 'anan', aud: 'demo-siam-visa' })).toString(
      'base64url',
    );
    expect((await endpoint().post(recorded, { authorization: `Bearer e30.${claims}.` })).status).toBe(401);
  });
});

describe('origins', () => {
  test('OPTIONS of an allowed origin is answered 204 with what it may send', async () => {
    const request = new Request('https://ingest.invalid/', { method: 'OPTIONS', headers: { origin: SITE } });
    const response = await endpoint().handle(request);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
  });
  test('an origin that is not on the list is answered 403 and cannot read it', async () => {
    const response = await endpoint().post(BODY, { origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
  });
  test.each([
    [true, null, {}],
    [true, 'https://a.example', { allowed: ['*'] }],
    [true, 'https://A.example', { allowed: ['https://a.example'] }],
    [false, 'http://a.example', { allowed: ['https://a.example'] }],
    [false, 'https://a.example.evil.example', { allowed: ['https://a.example'] }],
    [false, 'null', {}],
    [true, 'https://crm.example', {}],
    [true, 'http://127.0.0.1:5173', { loopback: true }],
    [true, 'http://localhost:80', { loopback: true }],
    [false, 'http://localhost.evil.example', { loopback: true }],
    [false, 'http://127.0.0.1:5173', {}],
  ])('%s: %s with %j', (expected, origin, policy) => {
    const hosts = [null, 'crm.example'];
    expect(mayComeFrom(origin, hosts, { allowed: [], loopback: false, ...policy })).toBe(expected);
  });
});
