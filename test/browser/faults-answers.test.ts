import { describe, expect } from 'vitest';
import { durable, emit, endings, eventually, onDevice, sentTwice, statusOf, taken, visit } from '../support/page.js';
import { test } from '../support/page-test.js';
import type { Behaviour, SinkEvent } from '../support/sink.js';

const bad = ({ source_id }: SinkEvent) => source_id === 'call:e-7';
const rejected = () =>
  window.crm
    .rejected()
    .then((all) => all.map(({ eventId, status, code, issues }) => ({ eventId, status, code, issues })));

describe('one bad event among 20', () => {
  test.concurrent('a plain 400 for each batch that holds it: 19 delivered, 1 quarantined with what the server said', async ({
    context,
    sink,
  }) => {
    sink.otherwise = (events) => (events.some(bad) ? { status: 400, body: 'Bad Request' } : 'ok');
    const { page, faults } = await visit(context, sink);
    await emit(page, 20);
    await taken(sink, 19);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 19, rejected: 1 }));
    const issues = [{ path: '', code: 'http_400', message: 'Bad Request' }];
    expect(await page.evaluate(rejected)).toMatchObject([{ status: 'rejected', code: 'http_400', issues }]);
    expect(await statusOf(page)).toMatchObject({ queued: 0, rejected: 1, delivered: 19 });
    expect(faults).toEqual([]);
  });

  test.concurrent('the verdict rejected: 19 delivered, 1 quarantined with its issues, which outlive a reload', async ({
    context,
    sink,
  }) => {
    sink.refuse.add('call:e-7');
    const { page, faults } = await visit(context, sink);
    await emit(page, 20);
    await taken(sink, 19);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 19, rejected: 1 }));
    const issues = [{ path: 'payload', code: 'custom', message: 'refused by the test' }];
    expect(await page.evaluate(rejected)).toMatchObject([{ status: 'rejected', code: 'invalid', issues }]);
    await page.reload();
    const [letter] = await page.evaluate(rejected);
    expect(letter).toMatchObject({ status: 'rejected', code: 'invalid', issues });

    // Refused again, it is quarantined again; taken, it is gone.
    const retry = () => page.evaluate((id) => window.crm.retry(id), letter!.eventId);
    expect(await retry()).toBe(true);
    await eventually(() => expect(sink.arrivals.get(letter!.eventId)).toBe(2));
    await eventually(async () => expect(await page.evaluate(rejected)).toHaveLength(1));
    await page.reload();
    sink.refuse.clear();
    expect(await retry()).toBe(true);
    await taken(sink, 20);
    await page.reload();
    expect(await page.evaluate(rejected)).toEqual([]);
    expect(await retry()).toBe(false);
    expect(faults).toEqual([]);
  });

  test.concurrent('a discarded dead letter stays away after a reload, and is counted', async ({ context, sink }) => {
    sink.refuse.add('call:e-7');
    const { page } = await visit(context, sink);
    await emit(page, 20);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 19, rejected: 1 }));
    const [letter] = await page.evaluate(rejected);
    expect(await page.evaluate((id) => window.crm.discard(id), letter!.eventId)).toBe(true);
    expect(await statusOf(page)).toMatchObject({ rejected: 0, dropped: { discarded: 1 } });
    await page.reload();
    expect(await page.evaluate(rejected)).toEqual([]);
    await emit(page, 1, 'next');
    await taken(sink, 20);
    expect(sink.arrivals.get(letter!.eventId)).toBe(1);
  });
});

describe('answers that settle nothing', () => {
  const PORTAL = { status: 200, body: '<!doctype html><h1>Free Wi-Fi</h1>', headers: { 'content-type': 'text/html' } };
  const KEPT: [string, Behaviour][] = [
    ['a captive portal', PORTAL],
    ['a 200 of other JSON', { status: 200, body: '{"ok":true}' }],
    ['a 200 without a result', { status: 200, body: '{"received_at":"","results":[]}' }],
    ['an empty 200', { status: 200, body: '' }],
    ['a 204', { status: 204 }],
    ['a 400 for everything', { status: 400, body: 'Bad Request' }],
    ['a 413 for everything', { status: 413, body: 'Too Large' }],
    ...[401, 403, 404, 408, 429, 500, 502, 503].map((status): [string, Behaviour] => [`a ${status}`, { status }]),
    ['a reset connection', 'reset'],
  ];
  test.concurrent(`${KEPT.length} of them, from a captive portal to a reset: all 20 events are kept and arrive afterwards`, async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    sink.otherwise = KEPT[0]![1];
    await emit(page, 20);
    await durable(page, 20);
    for (const [name, behaviour] of KEPT) {
      sink.otherwise = behaviour;
      const before = sink.requests.length;
      // Twice, because the first may join an attempt that had begun before.
      await page.evaluate(() => window.crm.flush().then(window.crm.flush));
      expect(sink.requests.length, name).toBeGreaterThan(before);
      expect(await statusOf(page), name).toMatchObject({ queued: 20, rejected: 0, delivered: 0, dropped: {} });
      expect((await statusOf(page)).lastError, name).toBeDefined();
    }
    expect(sink.stored.size).toBe(0);
    sink.otherwise = 'ok';
    await page.evaluate(() => window.crm.flush());
    await taken(sink, 20);
    expect(sink.resent.size).toBe(0);
    expect(faults).toEqual([]);
  });

  test.concurrent('an answer for 10 of 20: the other 10 are kept and sent again, the first are not', async ({
    context,
    sink,
  }) => {
    sink.script = ['half'];
    const { page } = await visit(context, sink);
    await emit(page, 20);
    await taken(sink, 20);
    expect(sink.requests.map(({ length }) => length)).toEqual([20, 10]);
    expect(sink.resent.size).toBe(0);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
  });

  test.concurrent('a lost answer: 20 are sent twice, stored once, and the page is told duplicate', async ({
    context,
    sink,
  }) => {
    sink.script = ['lost'];
    const { page } = await visit(context, sink);
    await emit(page, 20);
    await eventually(async () => expect(await endings(page)).toEqual({ duplicate: 20 }));
    expect(sink.stored.size).toBe(20);
    expect(sentTwice(sink)).toBe(20);
  });
});

describe('Retry-After', () => {
  const forms: [string, () => string][] = [
    ['3 seconds', () => '3'],
    // Whole seconds: one more, so that at least 3 s are left of it.
    ['an HTTP date', () => new Date(Date.now() + 4000).toUTCString()],
  ];
  for (const [name, header] of forms)
    for (const status of [429, 503])
      test.concurrent(`${status} with ${name}: no request for 3 s, whatever the page calls, then all 20`, async ({
        context,
        sink,
      }) => {
        sink.script = [() => ({ status, headers: { 'retry-after': header() } })];
        const { page } = await visit(context, sink);
        await emit(page, 10);
        await eventually(async () => expect((await statusOf(page)).lastError?.code).toBe(`http_${status}`));
        const { nextAttemptAt, lastError } = await statusOf(page);
        // It waits as long as it was asked to, and not much longer: the date's second is rounded up.
        expect(nextAttemptAt! - lastError!.at).toBeLessThanOrEqual(4100);
        await emit(page, 10, 'more');
        for (let i = 0; i < 5; i++) {
          await page.evaluate(() => {
            window.dispatchEvent(new Event('online'));
            return window.crm.flush();
          });
          await page.waitForTimeout(300);
        }
        await taken(sink, 20);
        const [refused, next] = sink.log;
        expect(next!.at - refused!.at).toBeGreaterThanOrEqual(2990);
      });
});
