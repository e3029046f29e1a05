import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  DATABASE,
  durable,
  emit,
  endings,
  eventually,
  inDatabase,
  onDevice,
  sentTwice,
  statusOf,
  taken,
  visit,
} from '../support/page.js';
import { test } from '../support/page-test.js';
import type { Sink } from '../support/sink.js';

const KIB = 1024;

/** Faults that a browser is made to have before the SDK loads. Each runs in the page. */
const FAULTS: Record<string, () => void> = {
  'IndexedDB is missing': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'reading indexedDB throws': () =>
    Object.defineProperty(window, 'indexedDB', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  'open throws': () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  },
  'open fails': () => {
    const open = IDBFactory.prototype.open;
    // An older version than there is cannot be opened.
    IDBFactory.prototype.open = function (name) {
      open.call(this, `${name}-newer`, 9);
      return open.call(this, `${name}-newer`, 1);
    };
  },
  'open never answers': () => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  },
  'each transaction throws': () => {
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('dead', 'UnknownError');
    };
  },
  'localStorage throws too': () => {
    for (const name of ['indexedDB', 'localStorage'])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
  },
};

describe('a browser without storage', () => {
  for (const [fault, cause] of Object.entries(FAULTS))
    test.concurrent(`${fault}: 20 wait in memory, which the status says with a reason, and are delivered`, async ({
      context,
      sink,
    }) => {
      await context.addInitScript(cause);
      const { page, faults } = await visit(context, sink);
      sink.otherwise = { status: 503 };
      await emit(page, 20);
      await durable(page, 20);
      const status = await statusOf(page);
      expect(status).toMatchObject({ persistence: 'memory', queued: 20 });
      expect(status.persistenceReason).toMatch(/\w{4}/);
      sink.otherwise = 'ok';
      await taken(sink, 20);
      await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
      expect(sink.resent.size).toBe(0);
      expect(faults).toEqual([]);
    });

  test.concurrent('a sandboxed frame: 20 wait in memory and are delivered, and nothing throws', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, { path: '/sandboxed', identified: false });
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    await frame!.waitForFunction(() => !!window.crm);
    await frame!.evaluate(() => {
      window.crm.identify({ email: 'ana@example.com' });
      window.emit(20, 'e', 0);
    });
    await taken(sink, 20);
    expect(await frame!.evaluate(() => window.crm.status())).toMatchObject({ persistence: 'memory', delivered: 20 });
    expect(sentTwice(sink)).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe('storage that fails under way', () => {
  /** How to set the bytes the origin may use; without any, it is the browser's own measure again. */
  const quotaOf = async (context: BrowserContext, page: Page, { url: origin }: Sink) => {
    const session = await context.newCDPSession(page);
    return (quotaSize?: number) =>
      session.send('Storage.overrideQuotaForOrigin', quotaSize === undefined ? { origin } : { origin, quotaSize });
  };

  test.concurrent('quota exceeded: 20 wait in memory; with room again they are on the device, and outlive the page', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    sink.otherwise = { status: 503 };
    const setQuota = await quotaOf(context, page, sink);
    await setQuota(1);
    await emit(page, 20, 'e', 9 * KIB);
    await durable(page, 20);
    expect(await statusOf(page)).toMatchObject({ queued: 20 });
    expect(await inDatabase(page)).toBe(0);
    await setQuota();
    await eventually(() => inDatabase(page).then((kept) => expect(kept).toBe(20)));
    expect(await statusOf(page)).toMatchObject({ persistence: 'indexeddb', queued: 20 });
    await page.close();
    sink.otherwise = 'ok';
    await visit(context, sink, { identified: false });
    await taken(sink, 20);
    expect(faults).toEqual([]);
  });

  test.concurrent('quota exceeded: the status says memory with the reason, as long as it lasts', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    await onDevice(page);
    sink.otherwise = { status: 503 };
    const setQuota = await quotaOf(context, page, sink);
    await setQuota(1);
    await emit(page, 20, 'e', 9 * KIB);
    await durable(page, 20);
    for (let attempt = 0; attempt < 4; attempt++) {
      const status = await statusOf(page);
      expect(status, `attempt ${attempt}`).toMatchObject({ persistence: 'memory' });
      expect(status.persistenceReason).toMatch(/Quota/i);
      await page.evaluate(() => window.crm.flush());
    }
  });

  test.concurrent('quota exceeded and the sink up: 20 are delivered from memory', async ({ context, sink }) => {
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    await (await quotaOf(context, page, sink))(1);
    await emit(page, 20, 'e', 9 * KIB);
    await taken(sink, 20);
    expect(sentTwice(sink)).toBe(0);
    expect(faults).toEqual([]);
  });

  test.concurrent('the database deleted by another tab: the next 20 are on the device again and delivered', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    const other = await visit(context, sink);
    await onDevice(page);
    const deletion = await other.page.evaluate(
      (name) =>
        new Promise((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = () => resolve('deleted');
          request.onblocked = () => resolve('blocked');
        }),
      DATABASE,
    );
    expect(deletion).toBe('deleted');
    await emit(page, 20);
    await taken(sink, 20);
    expect(await statusOf(page)).toMatchObject({ persistence: 'indexeddb', queued: 0 });
    expect([...faults, ...other.faults]).toEqual([]);
  });

  test.concurrent('the site data cleared by the browser: the next 20 are on the device again and delivered', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: sink.url, storageTypes: 'indexeddb' });
    // Until the page has heard of it: a write on a connection that is being closed is the test below.
    await page.waitForTimeout(500);
    await emit(page, 20);
    await taken(sink, 20);
    expect(await statusOf(page)).toMatchObject({ persistence: 'indexeddb', queued: 0 });
    expect(faults).toEqual([]);
  });

  // Seen where site data is cleared during a call: neither `complete` nor `abort` comes.
  test.concurrent('a transaction that never answers: 20 are delivered all the same', async ({ context, sink }) => {
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    await page.evaluate(() => {
      const begin = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...args) {
        const transaction = begin.apply(this, args);
        if (args[1] !== 'readwrite') return transaction;
        IDBDatabase.prototype.transaction = begin;
        for (const name of ['oncomplete', 'onabort', 'onerror'])
          Object.defineProperty(transaction, name, { set: () => undefined });
        return Object.assign(transaction, { addEventListener: () => undefined });
      };
    });
    await emit(page, 20);
    await taken(sink, 20, 8000);
    await durable(page, 20);
    expect(faults).toEqual([]);
  });

  test.concurrent('the connection closed without an event: it is opened anew, and no call notices', async ({
    context,
    sink,
  }) => {
    await context.addInitScript(() => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...args) {
        const request = open.apply(this, args);
        request.addEventListener('success', () => Object.assign(window, { connection: request.result }));
        return request;
      };
    });
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    for (const prefix of ['a', 'b', 'c']) {
      await page.evaluate(() => (window as unknown as { connection: IDBDatabase }).connection.close());
      await emit(page, 20, prefix);
    }
    await taken(sink, 60);
    expect(await statusOf(page)).toMatchObject({ persistence: 'indexeddb', queued: 0, delivered: 60 });
    expect(sentTwice(sink)).toBe(0);
    expect(faults).toEqual([]);
  });
});
