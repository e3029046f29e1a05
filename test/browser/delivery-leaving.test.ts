import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { durable, emit, endings, eventually, sentTwice, statusOf, taken, visit } from '../support/page.js';
import { test } from '../support/page-test.js';

const KIB = 1024;

/** Notes each request of the page where the next page of the site finds it. */
function noteRequests(): void {
  const real = window.fetch;
  window.fetch = (input, init) => {
    const noted = JSON.parse(sessionStorage.getItem('requests') ?? '[]');
    const bytes = new TextEncoder().encode(String(init?.body)).length;
    sessionStorage.setItem('requests', JSON.stringify([...noted, { bytes, keepalive: !!init?.keepalive }]));
    return real(input, init);
  };
}
const notedRequests = (page: Page): Promise<{ bytes: number; keepalive: boolean }[]> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('requests') ?? '[]'));

/** Emits and leaves for a page without the SDK, in one task. */
const emitAndLeave = async (page: Page, count: number, characters = 0) => {
  await page.evaluate(
    ([count, characters]) => {
      window.emit(count, 'last', characters);
      location.href = '/plain';
    },
    [count, characters] as const,
  );
  await page.waitForURL('**/plain');
};

/** What the browser would say of a page that somebody hides or shows; headless Chromium shows every page. */
const turn = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);

describe('a page that is left', () => {
  for (const count of [1, 20])
    test.concurrent(`${count} emitted in the task that navigates away: ${count} arrive though the next page has no SDK, none more than twice`, async ({
      context,
      sink,
    }) => {
      const { page, faults } = await visit(context, sink);
      await emitAndLeave(page, count);
      await taken(sink, count);
      expect(Math.max(...sink.arrivals.values())).toBeLessThanOrEqual(2);
      expect(faults).toEqual([]);
    });

  test.concurrent('1 emitted in the task that closes the tab arrives with the next page at the latest, once', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    const closing = page.evaluate(() => window.emit(1, 'last', 0));
    await page.close({ runBeforeUnload: true });
    await closing.catch(() => {
      // The tab went before it could answer.
    });
    await visit(context, sink);
    await taken(sink, 1);
    expect(Math.max(...sink.arrivals.values())).toBeLessThanOrEqual(2);
  });

  test.concurrent('100 of 5 KiB: at most 48 KiB outlive the page, and the next page sends the rest', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteRequests);
    const { page, faults } = await visit(context, sink);
    await sink.stop();
    await emit(page, 100, 'big', 5 * KIB);
    await durable(page, 100);
    await sink.start();
    await emitAndLeave(page, 1);
    const outliving = (await notedRequests(page)).filter(({ keepalive }) => keepalive);
    expect(outliving.length).toBeGreaterThan(0);
    for (const { bytes } of outliving) expect(bytes).toBeLessThanOrEqual(48 * KIB);
    await eventually(() => expect(sink.stored.size).toBeGreaterThan(0));
    await page.goto(sink.url);
    await taken(sink, 101);
    // A request that the navigation cuts fails in the page and still arrives: the last call and the next page repeat it.
    expect(Math.max(...sink.arrivals.values())).toBeLessThanOrEqual(3);
    expect(faults).toEqual([]);
  });

  test.concurrent('hidden, it sends its 20 at once, within 48 KiB; visible again, normal sending resumes', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteRequests);
    const { page, faults } = await visit(context, sink);
    // Durable, and not on its way: the pump has been told to wait, which a page that is left need not.
    sink.script = [{ status: 503, headers: { 'retry-after': '5' } }];
    await emit(page, 20, 'hide', 5 * KIB);
    await durable(page, 20);
    await eventually(async () =>
      expect(await statusOf(page)).toMatchObject({ queued: 20, lastError: {}, inFlight: 0 }),
    );
    await turn(page, 'hidden');
    await eventually(() => expect(sink.stored.size).toBeGreaterThan(0));
    // By what the page has sent, not by what is there now: the rest may have followed by itself.
    const outliving = (await notedRequests(page)).filter(({ keepalive }) => keepalive);
    expect(outliving.length).toBeGreaterThan(0);
    for (const { bytes } of outliving) expect(bytes).toBeLessThanOrEqual(48 * KIB);
    await turn(page, 'visible');
    await taken(sink, 20);
    await emit(page, 50, 'shown', 4 * KIB);
    await taken(sink, 70);
    expect((await notedRequests(page)).at(-1)).toMatchObject({ keepalive: false });
    expect(Math.max(...sink.arrivals.values())).toBeLessThanOrEqual(2);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ queued: 0, inFlight: 0 }));
    expect(faults).toEqual([]);
  });

  test.concurrent('hidden and shown 10 times while it sends 20: none arrives more than twice', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await emit(page, 20);
    for (let i = 0; i < 10; i++) {
      await turn(page, 'hidden');
      await turn(page, 'visible');
    }
    await taken(sink, 20);
    expect(Math.max(...sink.arrivals.values())).toBeLessThanOrEqual(2);
    await eventually(async () => expect(Object.keys(await endings(page)).length).toBeGreaterThan(0));
    expect(sentTwice(sink)).toBeLessThanOrEqual(20);
  });

  test.concurrent('what another tab has delivered is not sent again when its own tab is closed', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    // This tab has been told to wait, the next one has not.
    sink.script = [{ status: 503, headers: { 'retry-after': '60' } }];
    await emit(page, 20);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ inFlight: 0, lastError: {} }));
    await visit(context, sink);
    await taken(sink, 20);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
    await page.close({ runBeforeUnload: true });
    await eventually(() => expect(context.pages()).toHaveLength(1));
    await taken(sink, 20);
    expect(sink.resent.size).toBe(0);
  });
});
