import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { post } from '../../src/sdk/transport.js';

const URL = 'http://ingest.test/crm/ingest';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  server.resetHandlers();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => server.close());

const answering = (response: () => Response | Promise<Response>) => server.use(http.post(URL, response));
const send = (body = '{}', keepalive = false) => post(URL, body, keepalive);
const results = [{ event_id: 'x', status: 'accepted' }];

describe('a request', () => {
  test('is a POST of plain text without cookies, which needs no preflight', async () => {
    let seen: Request | undefined;
    server.use(
      http.post(URL, ({ request }) => {
        seen = request.clone();
        return HttpResponse.json({ results });
      }),
    );
    await send('{"é":1}');
    expect(seen!.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(seen!.credentials).toBe('omit');
    expect(await seen!.text()).toBe('{"é":1}');
  });
});

describe('an answer', () => {
  test('with results is ours', async () => {
    answering(() => HttpResponse.json({ received_at: 'now', results }));
    expect(await send()).toMatchObject({ results });
  });

  test.each<[string, () => Response, string]>([
    ['a captive portal’s page', () => HttpResponse.html('<html>Log in</html>'), 'not_our_answer'],
    ['JSON without results', () => HttpResponse.json({ ok: true }), 'not_our_answer'],
    ['JSON null', () => HttpResponse.json(null), 'not_our_answer'],
    ['an empty 200', () => new HttpResponse('', { status: 200 }), 'not_our_answer'],
    ['204', () => new HttpResponse(null, { status: 204 }), 'http_204'],
    ['202 with results', () => HttpResponse.json({ results }, { status: 202 }), 'http_202'],
    ...[401, 403, 404, 408, 429, 500, 502, 503].map((status): [string, () => Response, string] => [
      `${status}`,
      () => new HttpResponse('no', { status }),
      `http_${status}`,
    ]),
  ])('that is %s is a reason to wait', async (_what, response, code) => {
    answering(response);
    const reply = await send();
    expect(reply).toMatchObject({ code });
    expect(reply).not.toHaveProperty('results');
  });

  test.each([400, 413])('of %i refuses the request, in its own words', async (status) => {
    answering(() => new HttpResponse('why not', { status }));
    expect(await send()).toMatchObject({ code: `http_${status}`, message: 'why not' });
  });

  test('that is cut is no answer', async () => {
    answering(() => {
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode('{"results":[')),
        pull: (stream) => stream.error(new Error('cut')),
      });
      return new HttpResponse(body, { status: 200 });
    });
    expect(await send()).toMatchObject({ code: 'network' });
  });

  test('that nobody gives is no answer', async () => {
    answering(() => HttpResponse.error());
    expect(await send()).toMatchObject({ code: 'network', notBefore: 0 });
  });

  test('is waited for no longer than 20 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), ms);
      return abort.signal;
    });
    answering(async () => {
      await delay('infinite');
      return HttpResponse.json({ results });
    });
    let reply: unknown;
    const sent = send().then((came) => {
      reply = came;
    });
    await vi.advanceTimersByTimeAsync(19_900);
    expect(reply).toBeUndefined();
    await vi.advanceTimersByTimeAsync(100);
    await sent;
    expect(reply).toMatchObject({ code: 'network' });
  });
});

describe('Retry-After', () => {
  const asked = async (header: string | undefined) => {
    answering(
      () => new HttpResponse('', { status: 503, headers: header === undefined ? {} : { 'retry-after': header } }),
    );
    vi.spyOn(performance, 'now').mockReturnValue(0);
    return Math.max(0, (await send()).notBefore);
  };
  test.each<[string | undefined, number]>([
    ['120', 120_000],
    ['0', 0],
    [undefined, 0],
    ['soon', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['99999999', 86_400_000],
  ])('of %s is %i ms', async (header, ms) => {
    expect(await asked(header)).toBe(ms);
  });

  test('may be a date', async () => {
    const wait = await asked(new Date(Date.now() + 30_000).toUTCString());
    expect(wait).toBeGreaterThan(28_000);
    expect(wait).toBeLessThanOrEqual(30_000);
  });
});
