import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createFlush, type Outcome } from '../../src/sdk/flush.js';
import { createOutbox, type Entry } from '../../src/sdk/outbox.js';
import { post } from '../../src/sdk/transport.js';
import { entryOf, keyOf } from '../contracts/disk.js';

type Events = { event_id: string; payload: unknown }[];
type Step = Response | Error | ((events: Events) => Response);

const results = (...list: unknown[]) => Response.json({ received_at: '2026-03-01T09:30:00.000Z', results: list });
const each = (status: string) => (events: Events) => results(...events.map(({ event_id }) => ({ event_id, status })));
const http = (status: number, body = 'no', headers = {}) => new Response(body, { status, headers });
/** Refuses whatever holds this event, and accepts the rest. */
const refusing =
  (id: string, status = 400, body = 'no') =>
  (events: Events) =>
    events.some(({ event_id }) => event_id === keyOf(id)) ? http(status, body) : each('accepted')(events);

/** A flush over an outbox in memory and an ingest that follows a script; its last step repeats. */
async function flushing(entries: readonly Entry[], ...script: Step[]) {
  const outbox = createOutbox(
    {} as never,
    () => false,
    () => {},
  );
  const requests: string[][] = [];
  const keepalive: boolean[] = [];
  const ended: Record<string, unknown> = {};
  const inFlight = new Set<string>();
  const reported: number[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const events = JSON.parse(init.body as string) as Events;
    requests.push(events.map(({ event_id }) => event_id.replace(/0+$/, '')));
    keepalive.push(!!init.keepalive);
    const step = script.length > 1 ? script.shift()! : script[0]!;
    if (step instanceof Error) throw step;
    return step instanceof Response ? step.clone() : step(events);
  });
  const flush = createFlush(
    inFlight,
    (batch, keep) => post('http://ingest.test/', `[${batch.map(({ json }) => json)}]`, keep),
    async (endings) => {
      for (const { key, verdict } of endings) ended[key.replace(/0+$/, '')] = verdict;
      await outbox.save(endings);
    },
    () => reported.push(inFlight.size),
    () => 0,
  );
  await outbox.save(entries);
  const queued = () => [...outbox.known.values()].filter(({ state }) => state === 'queued');
  const batch = async () => {
    await outbox.load();
    return flush(queued);
  };
  const lastCall = (entries: readonly Entry[]) => flush(() => entries, true);
  const left = async () => (await outbox.load()).map(({ key, state }) => `${key.replace(/0+$/, '')} ${state}`);
  return { batch, lastCall, outbox, requests, keepalive, ended, reported, left };
}
const entries = (...ids: string[]) => ids.map((id) => entryOf(id));
const causeOf = (outcome: Outcome) => outcome?.code ?? null;

beforeEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a verdict of the ingest', () => {
  test.each<[string, string[], string | null]>([
    // contract §5
    ['accepted', [], null],
    ['duplicate', [], null],
    ['conflict', ['a rejected'], null],
    ['rejected', ['a rejected'], null],
    ['retry', ['a queued'], 'retry'],
    ['a word of a later version', ['a queued'], 'retry'],
  ])('%s leaves %j in the outbox', async (status, left, outcome) => {
    const it = await flushing(entries('a'), each(status));
    expect(causeOf(await it.batch())).toBe(outcome);
    expect(await it.left()).toEqual(left);
    expect(Object.keys(it.ended)).toEqual(outcome === null ? ['a'] : []);
  });

  test('is kept with a dead letter, with what was found', async () => {
    const verdict = {
      status: 'rejected',
      code: 'invalid',
      issues: [{ path: 'payload', code: 'custom', message: 'no' }],
    };
    const it = await flushing(entries('a'), results({ event_id: keyOf('a'), warnings: [], ...verdict }));
    await it.batch();
    expect((await it.outbox.load())[0]!.verdict).toEqual(verdict);
    expect(it.ended.a).toEqual(verdict);
  });

  test('that is missing keeps the event', async () => {
    const it = await flushing(entries('a', 'b'), results(null, { event_id: keyOf('b'), status: 'accepted' }));
    expect(causeOf(await it.batch())).toBe('retry');
    expect(await it.left()).toEqual(['a queued']);
  });

  test('that arrives twice, or for an unknown event, does no harm', async () => {
    const it = await flushing(
      entries('a'),
      results({ event_id: keyOf('x'), status: 'accepted' }, { event_id: keyOf('a'), status: 'accepted' }, 7),
    );
    expect(await it.batch()).toBe(null);
    expect(await it.left()).toEqual([]);
  });
});

describe('an answer that is none', () => {
  test.each<[string, Step, string]>([
    ['no connection', new TypeError('Failed to fetch'), 'network'],
    ['a captive portal', http(200, '<html>'), 'not_our_answer'],
    ['somebody else’s JSON', http(200, '{"ok":true}'), 'not_our_answer'],
    ['JSON null', http(200, 'null'), 'not_our_answer'],
    ['no content', new Response(null, { status: 204 }), 'http_204'],
    ...[201, 302, 401, 403, 404, 408, 418, 429, 500, 502, 503].map((status): [string, Step, string] => [
      `${status}`,
      http(status),
      `http_${status}`,
    ]),
  ])('(%s) keeps everything', async (_what, step, cause) => {
    const it = await flushing(entries('a', 'b'), step);
    expect(causeOf(await it.batch())).toBe(cause);
    expect(await it.left()).toEqual(['a queued', 'b queued']);
    expect(it.requests).toHaveLength(1);
  });

  test('tells how long the server wants to be left alone', async () => {
    const it = await flushing(entries('a'), http(503, '', { 'retry-after': '7' }));
    vi.spyOn(performance, 'now').mockReturnValue(0);
    expect(await it.batch()).toMatchObject({ notBefore: 7000 });
  });
});

describe('a server that asks for time', () => {
  test('gets no request before, except from a page that leaves', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const it = await flushing(entries('a', 'b'), http(429, 'later', { 'retry-after': '60' }), each('accepted'));
    expect(causeOf(await it.batch())).toBe('http_429');
    vi.mocked(performance.now).mockReturnValue(59_999);
    expect(causeOf(await it.batch())).toBe('http_429');
    expect(it.requests).toHaveLength(1);
    await it.lastCall(entries('a'));
    expect(it.requests).toHaveLength(2);
    vi.mocked(performance.now).mockReturnValue(60_000);
    expect(causeOf(await it.batch())).toBe(null);
    expect(it.requests).toHaveLength(3);
  });
});

describe('a refused request', () => {
  test.each([400, 413])('(%i) is halved until the culprit is alone, and costs the others nothing', async (status) => {
    const it = await flushing(entries('a', 'b', 'c', 'd', 'e'), refusing('d', status));
    expect(await it.batch()).toBe(null);
    expect(await it.left()).toEqual(['d rejected']);
    expect(it.ended.d).toMatchObject({ status: 'rejected', code: `http_${status}`, issues: [{ message: 'no' }] });
    expect(it.requests.at(0)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(it.requests.length).toBeLessThanOrEqual(7);
  });

  test.each([2, 4, 12, 30])('is mended where %i culprits come first, a few at a time', async (count) => {
    const isBad = (id: string) => /^b/.test(id);
    const refusingBad: Step = (events) =>
      events.some(({ event_id }) => isBad(event_id)) ? http(400) : each('accepted')(events);
    const named = (letter: string, many: number) => Array.from({ length: many }, (_, i) => `${letter}${i}x`);
    const it = await flushing(entries(...named('b', count), ...named('g', 70)), refusingBad);
    await it.batch();
    await it.batch();
    // Each look after that has one more that is fine.
    for (let look = 0; look < count; look++) {
      await it.outbox.save(entries(`g${70 + look}x`));
      await it.batch();
    }
    const left = await it.left();
    expect(left.sort()).toEqual(
      named('b', count)
        .map((id) => `${id} rejected`)
        .sort(),
    );
    expect(it.requests.length).toBeLessThanOrEqual(30 + 4 * count);
  });

  test('keeps its only event: the server may be at fault', async () => {
    const it = await flushing(entries('a'), http(400));
    expect(causeOf(await it.batch())).toBe('http_400');
    expect(await it.left()).toEqual(['a queued']);
  });

  test('keeps every event of a server that refuses them all', async () => {
    const it = await flushing(entries('a', 'b', 'c'), http(413));
    expect(causeOf(await it.batch())).toBe('http_413');
    expect(await it.left()).toEqual(['a queued', 'b queued', 'c queued']);
  });

  test('quarantines its only event where our JSON names it', async () => {
    const it = await flushing(entries('a'), http(400, JSON.stringify({ error: 'bad', event_id: keyOf('a') })));
    expect(await it.batch()).toBe(null);
    expect(await it.left()).toEqual(['a rejected']);
  });

  test('keeps its only event where somebody else’s page names it', async () => {
    const it = await flushing(entries('a'), http(400, `<html>${keyOf('a')}`));
    await it.batch();
    expect(await it.left()).toEqual(['a queued']);
  });

  test('is not halved further once the server has asked to wait', async () => {
    const it = await flushing(entries('a', 'b', 'c', 'd'), http(400), http(503));
    expect(causeOf(await it.batch())).toBe('http_503');
    expect(it.requests).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a', 'b'],
    ]);
    expect(await it.left()).toHaveLength(4);
  });
});

describe('a batch', () => {
  test('is empty where nothing is queued', async () => {
    const it = await flushing([entryOf('a', { state: 'held' }), entryOf('b', { state: 'rejected' })], each('accepted'));
    expect(await it.batch()).toBe(null);
    expect(it.requests).toEqual([]);
  });

  test('holds at most 50 events, oldest first', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `e${String.fromCharCode(97 + (i % 26))}${i + 1}x`);
    const it = await flushing(entries(...ids), each('accepted'));
    await it.batch();
    await it.batch();
    expect(it.requests).toEqual([ids.slice(0, 50), ids.slice(50)]);
  });

  test('holds at most 256 KiB', async () => {
    const big = ['a', 'b', 'c'].map((id) => entryOf(id, { payload: 'x'.repeat(100_000) }));
    const it = await flushing(big, each('accepted'));
    await it.batch();
    expect(it.requests).toEqual([['a', 'b'], ['c']]);
  });

  test('never holds two contents of one id', async () => {
    const it = await flushing([entryOf('a'), entryOf('b')], each('accepted'));
    const key = `${keyOf('a')}~1`;
    await it.outbox.save([{ ...entryOf('a', { payload: 'other' }), key }]);
    await it.batch();
    await it.batch();
    expect(it.requests).toEqual([['a', 'b'], ['a']]);
  });

  test('tells how many events are in a request', async () => {
    const it = await flushing(entries('a', 'b'), each('accepted'));
    await it.batch();
    expect(it.reported).toEqual([2, 0]);
  });

  test('leaves alone what is in a request already', async () => {
    const it = await flushing(entries('a', 'b'), each('accepted'));
    const last = it.lastCall([(await it.outbox.load())[0]!]);
    await it.batch();
    await last;
    expect(it.requests.flat().sort()).toEqual(['a', 'b']);
  });
});

describe('the last call of a page', () => {
  test('is begun at once, and outlives the page', async () => {
    const it = await flushing(entries('a'), each('accepted'));
    await it.lastCall(await it.outbox.load());
    expect(it.keepalive).toEqual([true]);
    expect(await it.left()).toEqual([]);
  });

  test('holds no more than 48 KiB', async () => {
    const big = ['a', 'b', 'c', 'd'].map((id) => entryOf(id, { payload: 'x'.repeat(15_000) }));
    const it = await flushing(big, each('accepted'));
    await it.lastCall(big);
    expect(it.requests).toEqual([['a', 'b']]);
    expect(await it.left()).toEqual(['c queued', 'd queued']);
  });

  test('leaves room for what is in flight', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => entryOf(id, { payload: 'x'.repeat(15_000) })) as [
      Entry,
      Entry,
      Entry,
    ];
    const it = await flushing([a, b, c], each('accepted'));
    await Promise.all([it.lastCall([a, b]), it.lastCall([c])]);
    expect(it.requests).toEqual([['a', 'b']]);
  });

  test('sends nothing where there is nothing', async () => {
    const it = await flushing([], each('accepted'));
    await it.lastCall([]);
    expect(it.requests).toEqual([]);
  });
});

describe('normal sending', () => {
  test('outlives the page too where the batch is small', async () => {
    const it = await flushing(entries('a'), each('accepted'));
    await it.batch();
    expect(it.keepalive).toEqual([true]);
  });

  test('does not where the browser would refuse it', async () => {
    const it = await flushing([entryOf('a', { payload: 'x'.repeat(60_000) })], each('accepted'));
    await it.batch();
    expect(it.keepalive).toEqual([false]);
  });
});
