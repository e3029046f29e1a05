import type { Browser, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { launchChromium } from '../support/browser.js';
import { durable, emit, endings, eventually, hurry, statusOf, taken, verdictsOf, visit } from '../support/page.js';
import { test as base } from '../support/page-test.js';

/** Playwright turns the back/forward cache off; here it is what we came for. */
const test = base.extend<{ browser: Browser }>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern
    async ({}, use) => {
      const browser = await launchChromium(['--disable-back-forward-cache']);
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
});

function noteReturns(): void {
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) document.title = 'returned';
  });
}
const leave = (page: Page) => page.goto(new URL('/plain', page.url()).href);
/** Goes back, as a visitor does. Playwright waits for a load that a page from the cache does not have. */
const comeBack = async (page: Page) => {
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => !!window.crm);
  const why = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
      notRestoredReasons?: unknown;
    })[];
    return JSON.stringify(entry?.notRestoredReasons);
  });
  expect({ title: await page.title(), why }).toEqual({ title: 'returned', why: 'null' });
};

describe('the back/forward cache', () => {
  test.concurrent('keeps a page whose 20 receipts are pending; on return it sends them and learns their verdicts', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteReturns);
    const { page, faults } = await visit(context, sink);
    sink.otherwise = { status: 503 };
    await emit(page, 20);
    await durable(page, 20);
    await leave(page);
    await page.waitForTimeout(500);
    sink.otherwise = 'ok';
    await comeBack(page);
    await taken(sink, 20);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
    await emit(page, 5, 'after');
    await taken(sink, 25);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 25 }));
    expect(faults).toEqual([]);
  });

  test.concurrent('keeps a page whose request is still unanswered; on return the 20 are delivered', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteReturns);
    await context.addInitScript(hurry);
    const { page, faults } = await visit(context, sink);
    sink.script = ['hang'];
    await emit(page, 20);
    await eventually(() => expect(sink.requests).toHaveLength(1));
    await leave(page);
    await page.waitForTimeout(300);
    await comeBack(page);
    await taken(sink, 20);
    await eventually(async () => expect((await statusOf(page)).queued).toBe(0));
    expect(faults).toEqual([]);
  });

  test.concurrent('keeps a page that left at rest, while another tab delivers 25 and tells of it', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteReturns);
    const { page } = await visit(context, sink);
    await emit(page, 5);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 5 }));
    await leave(page);
    const { page: other } = await visit(context, sink);
    await emit(other, 25, 'other');
    await taken(sink, 30);
    await comeBack(page);
  });

  // The verdicts went through a BroadcastChannel that the cached page had closed: it asks the ingest again.
  test.concurrent('a page that comes back learns what another tab delivered meanwhile', async ({ context, sink }) => {
    await context.addInitScript(noteReturns);
    const { page } = await visit(context, sink);
    // Long enough for the page to leave while it is not sending.
    sink.otherwise = { status: 503, headers: { 'retry-after': '3' } };
    await emit(page, 20);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ inFlight: 0, lastError: {} }));
    await leave(page);
    sink.otherwise = 'ok';
    await visit(context, sink);
    await taken(sink, 20);
    await comeBack(page);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ queued: 0 }));
    await eventually(async () => expect(Object.keys(await verdictsOf(page))).toHaveLength(20), 5000);
    expect(sink.stored.size).toBe(20);
  });

  // The page keeps its Web Lock in the cache, and Chromium evicts it for `weblocks-contention`: it loads anew then.
  test.concurrent('loses nothing of a page that left while it was sending, when another tab sends meanwhile', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(noteReturns);
    const { page } = await visit(context, sink);
    sink.script = ['hang'];
    await emit(page, 20);
    await eventually(() => expect(sink.requests).toHaveLength(1));
    await leave(page);
    const { page: other } = await visit(context, sink);
    await emit(other, 5, 'other');
    await taken(sink, 25);
    await page.evaluate(() => history.back());
    await page.waitForFunction(() => !!window.crm);
    await eventually(async () => expect((await statusOf(page)).queued).toBe(0));
    expect(sink.stored.size).toBe(25);
  });
});
