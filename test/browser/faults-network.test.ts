import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { emit, endings, eventually, hurry, sentTwice, statusOf, taken, visit } from '../support/page.js';
import { LONG, test } from '../support/page-test.js';
import type { Behaviour, Sink } from '../support/sink.js';

const DOWN = LONG ? 20_000 : 6_000;
const COME_AND_GO = LONG ? 10_000 : 4_000;
const FLAKY: Behaviour[] = [
  ...Array<Behaviour>(3).fill({ status: 503, body: 'busy' }),
  'hang',
  'reset',
  'reset',
  { status: 429, headers: { 'retry-after': '1' } },
  'lost',
];

describe('a network that comes and goes', () => {
  test.concurrent(`100 events over ${COME_AND_GO / 1000} s through 503×3, a timeout, reset×2, 429 and a lost answer: 100 taken, resent only what the lost answer was about`, async ({
    context,
    sink,
  }) => {
    if (!LONG) await context.addInitScript(hurry);
    const { page, faults } = await visit(context, sink);
    sink.script = [...FLAKY];
    for (let i = 0; i < 100; i++) {
      await emit(page, 1, `flaky-${i}`);
      await page.waitForTimeout(COME_AND_GO / 100);
    }
    await eventually(() => expect(sink.script).toEqual([]), 120_000);
    const lost = sink.requests[FLAKY.length - 1]!;
    await taken(sink, 100, 60_000);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ queued: 0, delivered: 100 }));
    expect([...sink.resent.keys()].sort()).toEqual([...lost].sort());
    expect(new Set(sink.resent.values())).toEqual(new Set([1]));
    expect(await endings(page)).toEqual({ accepted: 100 - lost.length, duplicate: lost.length });
    expect(faults).toEqual([]);
  }, 200_000);

  test.concurrent(`a connection refused for ${DOWN / 1000} s while navigator.onLine is true: 20 delivered by the same page without a further call`, async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    await sink.stop();
    await emit(page, 20);
    await page.waitForTimeout(DOWN);
    expect(await page.evaluate(() => navigator.onLine)).toBe(true);
    expect(await statusOf(page)).toMatchObject({ queued: 20, lastError: { code: 'network' } });
    await sink.start();
    await taken(sink, 20, 20_000);
    expect(sentTwice(sink)).toBe(0);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
    expect(faults).toEqual([]);
  });

  test.concurrent('1,000 events queued while the sink is down leave in 20 requests', async ({ context, sink }) => {
    const { page } = await visit(context, sink);
    await sink.stop();
    await emit(page, 1000);
    await page.waitForFunction(() => window.durable === 1000);
    await sink.start();
    await page.evaluate(() => window.crm.flush());
    await taken(sink, 1000);
    expect(sink.requests.length).toBeLessThanOrEqual(20);
    expect(sentTwice(sink)).toBe(0);
  });

  test.concurrent('1,000 events emitted while the sink is up leave in at most 20 requests', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await emit(page, 1000);
    await taken(sink, 1000);
    expect(sink.requests.length).toBeLessThanOrEqual(20);
    expect(sentTwice(sink)).toBe(0);
  });
});

describe('4 tabs of 25 events each, offline and then online', () => {
  const openTabs = async (context: BrowserContext, sink: Sink) => {
    const visits = await Promise.all([0, 1, 2, 3].map(() => visit(context, sink)));
    await sink.stop();
    await context.setOffline(true);
    for (const [tab, { page }] of visits.entries()) await emit(page, 25, `tab-${tab}`);
    for (const { page } of visits) await page.waitForFunction(() => window.durable === 25);
    return visits;
  };
  const told = (page: Page) => eventually(async () => expect(await endings(page)).toEqual({ accepted: 25 }));

  test.concurrent('100 are taken, none is sent twice, and each tab learns of its 25', async ({ context, sink }) => {
    const visits = await openTabs(context, sink);
    await sink.start();
    await context.setOffline(false);
    await taken(sink, 100);
    expect(sentTwice(sink)).toBe(0);
    for (const { page, faults } of visits) {
      await told(page);
      expect(faults).toEqual([]);
    }
  });

  test.concurrent('three of them closed while offline: the fourth delivers all 100 without a reload, none twice', async ({
    context,
    sink,
  }) => {
    const visits = await openTabs(context, sink);
    for (const { page } of visits.slice(0, 3)) await page.close({ runBeforeUnload: true });
    const fourth = visits[3]!;
    await eventually(() => expect(context.pages()).toEqual([fourth.page]));
    await sink.start();
    await context.setOffline(false);
    await taken(sink, 100);
    expect(sentTwice(sink)).toBe(0);
    await told(fourth.page);
    expect((await statusOf(fourth.page)).delivered).toBe(100);
    expect(fourth.faults).toEqual([]);
  });
});
