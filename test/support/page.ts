import type { BrowserContext, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Crm, Verdict } from '../../src/sdk/index.js';
import type { Sink } from './sink.js';

declare global {
  interface Window {
    crm: Crm;
    /** Calls whose event is durable. */
    durable: number;
    /** What became of each event that ended, by source id. */
    verdicts: Record<string, Verdict>;
    emit(count: number, prefix: string, characters: number): void;
  }
}

/** The name of the SDK's database on the pages of the sink. */
export const DATABASE = 'siam-crm:siam-visa-pro';
export const LEAD = { email: 'ana@example.com' };

/** A page of the sink, and every error that came up in it. */
export interface Visit {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Opens a page of the sink. `identified` tells the SDK who the visitor is, as a page would. */
export async function visit(
  context: BrowserContext,
  sink: Sink,
  { path = '/', identified = true } = {},
): Promise<Visit> {
  const page = await context.newPage();
  const faults = collectFaults(page);
  await page.addInitScript(prepare);
  await page.goto(sink.url + path);
  if (identified) await page.evaluate((lead) => window.crm.identify(lead), LEAD);
  return { page, faults };
}

/** Exceptions and unhandled rejections of a page, as they come. */
export function collectFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  return faults;
}

/** Gives every page of the tests one way to emit, and a memory of what became of it. Runs in the page. */
function prepare(): void {
  window.durable = 0;
  window.verdicts = {};
  window.emit = (count, prefix, characters) => {
    for (let i = 0; i < count; i++) {
      const sourceId = `${prefix}-${i}`;
      const payload = { reason: 'help', visa_type: 'DTV', user_stage: 'ready', notes: 'x', transcript: '' };
      window.crm
        .callRequested({ ...payload, transcript: 'y'.repeat(characters) }, { sourceId })
        .then(({ delivered }) => {
          window.durable++;
          delivered.then((verdict) => {
            window.verdicts[sourceId] = verdict;
          });
        });
    }
  };
}

/** Emits in one task of the page, and comes back when that task is over: nothing need be durable yet. */
export const emit = (page: Page, count: number, prefix = 'e', characters = 0): Promise<void> =>
  page.evaluate((args) => window.emit(...args), [count, prefix, characters] as const);

/** Waits until so many calls of this page are durable. */
export const durable = (page: Page, count: number): Promise<unknown> =>
  page.waitForFunction((count) => window.durable >= count, count);

export const statusOf = (page: Page) => page.evaluate(() => window.crm.status());
export const verdictsOf = (page: Page) => page.evaluate(() => window.verdicts);

/** How many events of this page ended with each status. */
export const endings = async (page: Page): Promise<Record<string, number>> => {
  const count: Record<string, number> = {};
  for (const { status } of Object.values(await verdictsOf(page))) count[status] = (count[status] ?? 0) + 1;
  return count;
};

/** Waits until the database is open: before that, a call cannot be durable at once. */
export const onDevice = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => window.crm.status().persistence === 'indexeddb');

/** Tries until it does not throw; the last error is the test's. */
export const eventually = (hold: () => unknown, within = 15_000): Promise<unknown> =>
  vi.waitFor(hold, { timeout: within, interval: 50 });

/** Waits until the sink has taken so many events, and a moment longer, for one too many to show. */
export async function taken(sink: Sink, count: number, within = 15_000): Promise<void> {
  await eventually(() => expect(sink.stored.size, 'events the sink has taken').toBe(count), within);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sink.stored.size).toBe(count);
}

/** How many events came to the sink more than once. */
export const sentTwice = (sink: Sink): number => [...sink.arrivals.values()].filter((times) => times > 1).length;

/** Lets the page's long waits, the deadline of a request above all, pass ten times as fast. Runs in the page. */
export function hurry(): void {
  const wait = window.setTimeout;
  window.setTimeout = ((work: TimerHandler, ms = 0, ...rest: unknown[]) =>
    wait(work, ms >= 10_000 ? ms / 10 : ms, ...rest)) as typeof setTimeout;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms >= 10_000 ? ms / 10 : ms);
}

/** How many records the database of the SDK holds. */
export function inDatabase(page: Page): Promise<number> {
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const count = db.transaction(db.objectStoreNames).objectStore(db.objectStoreNames[0]!).count();
          count.onsuccess = () => {
            db.close();
            resolve(count.result);
          };
        };
      }),
    DATABASE,
  );
}
