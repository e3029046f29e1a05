/**
 * What a burst of 1,000 calls in one task costs the page, beside two controls that write the same events and send
 * nothing: a bare IndexedDB transaction for each event, and one for all of them. The client is measured twice: with an
 * ingest that is down, so that it writes as the controls do, and with one that answers at once, so that it also sends
 * the thousand in twenty requests and removes them. All run in the same Chromium, by turns, each time in a new page.
 * Then the longest task of 200 calls and their delivery. Prints medians and ratios. It runs the sources as they stand: `node --import tsx bench/main-thread.ts`.
 */
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/support/browser.js';
import { type Sink, startSink } from '../test/support/sink.js';
import { longestTask } from './longest-task.js';

const CALLS = 1000;
const ROUNDS = 5;
/** How long after the burst its work is counted in, ms. */
const AFTER = 2000;

interface Cost {
  /** Synchronous time of one call, µs. */
  readonly call: number;
  /** All processor time of the main thread in the burst and in what follows, ms. */
  readonly total: number;
}

/** Runs in the page. Answers the synchronous time of all calls, ms. */
const WORKLOADS = {
  crm(calls: number): number {
    const page = window as unknown as { crm: { auditCompleted(payload: object, options: object): Promise<unknown> } };
    const lead = { email: 'ana@example.com' };
    const start = performance.now();
    for (let i = 0; i < calls; i++) {
      const payload = {
        visa_type: 'DTV',
        audit_status: 'VALID',
        confidence_score: 87,
        issues: ['The bank statement is older than three months.'],
        missing_docs: ['Proof of address'],
        ready_for_payment: true,
      };
      void page.crm.auditCompleted(payload, { sourceId: `session-${i}`, lead });
    }
    return performance.now() - start;
  },
  control({ calls, together }: { calls: number; together: boolean }): number {
    const { db } = window as unknown as { db: IDBDatabase };
    const start = performance.now();
    let all: IDBTransaction | undefined;
    for (let i = 0; i < calls; i++) {
      const event = {
        event_id: `session-${i}`,
        type: 'AUDIT_COMPLETED',
        timestamp: new Date().toISOString(),
        payload: {
          visa_type: 'DTV',
          audit_status: 'VALID',
          confidence_score: 87,
          issues: ['The bank statement is older than three months.'],
          missing_docs: ['Proof of address'],
          ready_for_payment: true,
        },
        lead: { email: 'ana@example.com' },
      };
      const transaction = all ?? db.transaction('events', 'readwrite');
      if (together) all = transaction;
      transaction.objectStore('events').put(event, event.event_id);
    }
    return performance.now() - start;
  },
};

/** Opens the control's database, as the SDK has opened its own by then. */
const openControl = () =>
  new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('control', 1);
    request.onupgradeneeded = () => void request.result.createObjectStore('events');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      Object.assign(window, { db: request.result });
      resolve();
    };
  });

/** What is measured, by the name it is told under. */
const WAYS = {
  'the client, ingest down': (page: Page) => page.evaluate(WORKLOADS.crm, CALLS),
  'the client, ingest up': (page: Page) => page.evaluate(WORKLOADS.crm, CALLS),
  'control, a transaction each': (page: Page) => page.evaluate(WORKLOADS.control, { calls: CALLS, together: false }),
  'control, one transaction': (page: Page) => page.evaluate(WORKLOADS.control, { calls: CALLS, together: true }),
} as const;
type Way = keyof typeof WAYS;
const BASE: Way = 'control, a transaction each';

async function measure(browser: Browser, sink: Sink, way: Way): Promise<Cost> {
  const isControl = way.startsWith('control');
  sink.otherwise = way === 'the client, ingest down' ? { status: 503 } : 'ok';
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(isControl ? `${sink.url}/bare` : sink.url);
  if (isControl) await page.evaluate(openControl);
  await page.waitForTimeout(500);
  const cdp = await context.newCDPSession(page);
  // Processor time of the thread: what else runs on the machine does not count.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  };
  const before = await busy();
  const sync = await WAYS[way](page);
  await page.waitForTimeout(AFTER);
  const total = (await busy()) - before;
  await context.close();
  return { call: (sync / CALLS) * 1000, total };
}

/** The longest task of a page in which 200 calls are made at once and delivered, ms of processor time. */
async function longestOf200(browser: Browser, sink: Sink): Promise<number> {
  sink.otherwise = 'ok';
  const page = await browser.newPage();
  await page.goto(sink.url);
  await page.waitForTimeout(500);
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  // In a task of its own: that of the tool that asks would count with it.
  await page.evaluate(`setTimeout(() => ({ ${WORKLOADS.crm} }).crm(200))`);
  await page.waitForTimeout(AFTER);
  const trace = await browser.stopTracing();
  await page.close();
  return longestTask(trace);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const sink = await startSink({ '/bare': '<!doctype html><title>control</title>' });
const browser = await launchChromium();
const ways = Object.keys(WAYS) as Way[]; // its own keys
const costs = Object.fromEntries(ways.map((way) => [way, [] as Cost[]])) as Record<Way, Cost[]>;
// Another one begins each round: whoever comes first finds the browser in another state.
for (let round = 0; round < ROUNDS; round++)
  for (let i = 0; i < ways.length; i++) {
    const way = ways[(round + i) % ways.length]!;
    costs[way].push(await measure(browser, sink, way));
  }
const longest: number[] = [];
for (let round = 0; round < ROUNDS; round++) longest.push(await longestOf200(browser, sink));
const version = browser.version();
await browser.close();
await sink.stop();

const of = (way: Way, key: keyof Cost) => median(costs[way].map((cost) => cost[key]));
const told = (way: Way, key: keyof Cost) =>
  `${of(way, key).toFixed(key === 'call' ? 1 : 0)} (${(of(way, key) / of(BASE, key)).toFixed(2)} x)`;
console.log(`Chromium ${version}, medians of ${ROUNDS} rounds, in brackets against a transaction for each event`);
console.table(
  Object.fromEntries(
    ways.map((way) => [
      way,
      { 'one call, µs': told(way, 'call'), [`${CALLS} calls and ${AFTER / 1000} s after, ms`]: told(way, 'total') },
    ]),
  ),
);
console.log(`The longest task of 200 calls and their delivery: ${median(longest).toFixed(1)} ms of processor time`);
