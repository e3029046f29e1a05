import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { durable, emit, eventually, onDevice, sentTwice, statusOf, taken, verdictsOf, visit } from '../support/page.js';
import { test } from '../support/page-test.js';

/** How many events of this page have a verdict. */
const ended = async (page: Page) => Object.keys(await verdictsOf(page)).length;

describe('what the page notices of a burst', () => {
  test('200 calls in one task tell a subscriber at most 20 times, once a task', async ({ context, sink }) => {
    const { page } = await visit(context, sink);
    await onDevice(page);
    const seen = await page.evaluate(async () => {
      let together = 0;
      let told = 0;
      let inTask = 0;
      const states: number[] = [];
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        inTask = 0;
      };
      window.crm.subscribe(({ queued }) => {
        told++;
        states.push(queued);
        // Cleared by the task that follows: a second call before it comes from the same one.
        if (inTask++) together++;
        port2.postMessage(0);
      });
      window.emit(200, 'burst', 0);
      const inCalls = told;
      while (window.crm.status().delivered < 200) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { told, together, inCalls, last: states.at(-1) };
    });
    expect(seen.inCalls).toBe(0);
    expect(seen.told).toBeGreaterThan(0);
    expect(seen.told).toBeLessThanOrEqual(20);
    expect(seen.together).toBe(0);
    expect(seen.last).toBe(0);
  });

  test('20 tasks of 10 calls tell a subscriber no more often than there are tasks, and it hears the last state', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await onDevice(page);
    await sink.stop();
    const seen = await page.evaluate(async () => {
      let told = 0;
      let last = 0;
      window.crm.subscribe(({ queued }) => {
        told++;
        last = queued;
      });
      for (let task = 0; task < 20; task++) {
        window.emit(10, `task-${task}`, 0);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      while (last < 200) await new Promise((resolve) => setTimeout(resolve, 5));
      return { told, last };
    });
    expect(seen.last).toBe(200);
    expect(seen.told).toBeLessThanOrEqual(25);
  });

  test('a listener that throws keeps no other from hearing, and none from being delivered', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    await page.evaluate(() => {
      window.crm.subscribe(() => {
        throw new Error('the page itself');
      });
      window.crm.subscribe(({ delivered }) => {
        document.title = `${delivered}`;
      });
    });
    await emit(page, 20);
    await taken(sink, 20);
    await page.waitForFunction(() => document.title === '20');
    expect(faults.every((fault) => fault.includes('the page itself'))).toBe(true);
  });
});

describe('a browser that lacks something', () => {
  const LACKS: Record<string, () => void> = {
    'navigator.locks': () => Object.defineProperty(navigator, 'locks', { value: undefined }),
    'crypto.subtle': () => Object.defineProperty(crypto, 'subtle', { value: undefined }),
    'window.BroadcastChannel': () => Object.defineProperty(window, 'BroadcastChannel', { value: undefined }),
    'IDBTransaction.commit': () => Object.defineProperty(IDBTransaction.prototype, 'commit', { value: undefined }),
  };
  for (const [name, lack] of Object.entries(LACKS))
    test.concurrent(`without ${name}, 20 of one tab and 20 of another are taken once each and nothing throws`, async ({
      context,
      sink,
    }) => {
      await context.addInitScript(lack);
      const tabs = [await visit(context, sink), await visit(context, sink)];
      for (const [i, { page }] of tabs.entries()) await emit(page, 20, `tab-${i}`);
      await taken(sink, 40);
      expect(await statusOf(tabs[0]!.page)).toMatchObject({ locks: name !== 'navigator.locks' });
      if (name !== 'navigator.locks') expect(sentTwice(sink)).toBe(0);
      for (const { page, faults } of tabs) {
        expect(faults).toEqual([]);
        // How a tab learns without a channel is the next test's.
        if (name !== 'window.BroadcastChannel') await eventually(async () => expect(await ended(page)).toBe(20));
      }
    });

  // It asks the ingest again when somebody looks at it.
  test.concurrent('without BroadcastChannel, a tab learns the verdicts of its 20 that another tab delivered', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(LACKS['window.BroadcastChannel']!);
    const { page } = await visit(context, sink);
    // This tab has been told to wait, the next one has not.
    sink.script = [{ status: 503, headers: { 'retry-after': '3' } }];
    await emit(page, 20);
    await durable(page, 20);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ inFlight: 0, lastError: {} }));
    await visit(context, sink);
    await taken(sink, 20);
    await eventually(async () => expect(await ended(page)).toBe(20), 8000);
  });

  test.concurrent("under script-src 'self', 20 are delivered and the browser reports no violation", async ({
    context,
    sink,
  }) => {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        document.title = `${violatedDirective} ${blockedURI}`;
      });
    });
    const { page, faults } = await visit(context, sink, { path: '/strict' });
    await emit(page, 20);
    await taken(sink, 20);
    expect(await page.title()).toBe('test');
    expect(faults).toEqual([]);
  });
});
