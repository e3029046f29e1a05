import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { newProfile } from '../support/browser.js';
import { emit, eventually, onDevice, sentTwice, taken, visit } from '../support/page.js';
import { LONG, test } from '../support/page-test.js';

/** How to end the renderer as a bug in it would: nothing of the page runs any more. */
async function crashOf(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  return async () => {
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    session.send('Page.crash').catch(() => {
      // It never answers: the page has crashed.
    });
    await crashed;
  };
}

describe('20 calls, the sink down, the renderer crashed', () => {
  for (const wait of [0, 250, 2000])
    test.concurrent(`${wait} ms after the last call: a new page delivers 20, none twice`, async ({ context, sink }) => {
      const { page } = await visit(context, sink);
      await onDevice(page);
      const crash = await crashOf(page);
      await sink.stop();
      await emit(page, 20);
      if (wait) await page.waitForTimeout(wait);
      await crash();
      await sink.start();
      await visit(context, sink, { identified: false });
      await taken(sink, 20);
      expect(sentTwice(sink)).toBe(0);
    });

  test.concurrent('before another task of the page has run: a new page delivers 20, none twice', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await onDevice(page);
    const crash = await crashOf(page);
    await sink.stop();
    await page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      // The next task never ends: of the SDK only what runs in the task of the calls comes to run.
      port1.onmessage = () => {
        for (;;);
      };
      port2.postMessage(0);
      window.emit(20, 'e', 0);
    });
    await crash();
    await sink.start();
    await visit(context, sink, { identified: false });
    await taken(sink, 20);
    expect(sentTwice(sink)).toBe(0);
  });
});

describe('a tab that dies or hangs while it is sending', () => {
  test.concurrent('crashed: another open tab delivers its 20 without a reload', async ({ context, sink }) => {
    const { page } = await visit(context, sink);
    const crash = await crashOf(page);
    sink.script = ['hang'];
    await emit(page, 20);
    await eventually(() => expect(sink.requests).toHaveLength(1));
    const other = await visit(context, sink);
    await emit(other.page, 1, 'other');
    await other.page.waitForTimeout(500);
    expect(sink.requests).toHaveLength(1);
    await crash();
    await taken(sink, 21);
    expect(sink.resent.size).toBe(0);
  });

  if (LONG)
    test.concurrent('hung with the lock in its hands: another open tab delivers the 20 within 90 s', async ({
      context,
      sink,
    }) => {
      const { page } = await visit(context, sink);
      const crash = await crashOf(page);
      sink.script = ['hang'];
      await emit(page, 20);
      await eventually(() => expect(sink.requests).toHaveLength(1));
      const other = await visit(context, sink);
      await page.evaluate(() => {
        setTimeout(() => {
          for (;;);
        });
      });
      await emit(other.page, 1, 'other');
      await taken(sink, 21, 90_000);
      expect(sink.resent.size).toBe(0);
      // A page that hangs cannot be closed.
      await crash();
    }, 150_000);
});

describe('20 calls, the sink down, the whole browser killed', () => {
  for (const wait of [250, 2000])
    test.concurrent(`${wait} ms after the last call: a restart on the same profile delivers 20, none twice`, async ({
      sink,
      onTestFinished,
    }) => {
      const profile = newProfile();
      onTestFinished(profile.remove);
      const first = await profile.start();
      const { page } = await visit(first.context, sink);
      await onDevice(page);
      await sink.stop();
      await emit(page, 20);
      await page.waitForTimeout(wait);
      await first.kill();

      await sink.start();
      const second = await profile.start();
      await visit(second.context, sink, { identified: false });
      await taken(sink, 20);
      expect(sentTwice(sink)).toBe(0);
    });
});
