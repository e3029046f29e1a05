import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { DATABASE, durable, emit, endings, eventually, statusOf, taken, visit } from '../support/page.js';
import { test } from '../support/page-test.js';

const WORKER = '/crm-sw.js?site=siam-visa-pro&endpoint=/crm/ingest';

/** Registers the worker as the documentation says, and waits until it is active. */
const register = (page: Page) =>
  page.evaluate(async (url) => {
    await navigator.serviceWorker.register(url);
    await navigator.serviceWorker.ready;
  }, WORKER);

/** What the browser does once the network is back; a headless one leaves it to us. */
async function backgroundSync(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.dispatchSyncEvent', {
    origin: new URL(page.url()).origin,
    registrationId: await registration,
    tag: DATABASE,
    lastChance: false,
  });
}

describe('the service worker', () => {
  test('sends 20 that were left when the last tab of the SDK was closed, once', async ({ context, sink }) => {
    const { page } = await visit(context, sink);
    await register(page);
    await sink.stop();
    await emit(page, 20);
    await durable(page, 20);
    await page.close();
    await sink.start();
    const elsewhere = await context.newPage();
    await elsewhere.goto(`${sink.url}/plain`);
    await backgroundSync(elsewhere);
    await taken(sink, 20);
    expect(sink.resent.size).toBe(0);
    const { page: next } = await visit(context, sink);
    await eventually(async () => expect(await statusOf(next)).toMatchObject({ persistence: 'indexeddb', queued: 0 }));
  });

  test('keeps what the ingest does not take, and tells a tab the verdict on what it takes', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await register(page);
    // The tab waits, as it was told to; the worker has not been.
    sink.script = [{ status: 503, headers: { 'retry-after': '60' } }, { status: 503 }];
    await emit(page, 5);
    await durable(page, 5);
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ inFlight: 0, lastError: {} }));
    await backgroundSync(page);
    await eventually(() => expect(sink.requests).toHaveLength(2));
    expect(await statusOf(page)).toMatchObject({ queued: 5 });
    await backgroundSync(page);
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 5 }));
  });

  test('is asked for a sync by a page that is hidden with events left, and by no other', async ({ context, sink }) => {
    await context.grantPermissions(['background-sync'], { origin: sink.url });
    const { page } = await visit(context, sink);
    await register(page);
    const tags = () =>
      page.evaluate(async () => {
        const { sync } = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
          sync: { getTags(): Promise<string[]> };
        };
        return sync.getTags();
      });
    const hide = () => page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await hide();
    expect(await tags()).toEqual([]);
    await sink.stop();
    await emit(page, 1);
    await durable(page, 1);
    await hide();
    await eventually(async () => expect(await tags()).toEqual([DATABASE]));
  });
});
