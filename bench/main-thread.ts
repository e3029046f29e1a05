/**
 * What a burst of 1,000 calls in one task costs the page, beside a control: a bare IndexedDB transaction for each event.
 * Both run in the same Chromium, by turns, each time in a new page; the ingest answers at once and is no part of it.
 * Prints medians and ratios. Needs `npm run build`; run it with `node --import tsx bench/main-thread.ts`.
 */
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/support/browser.js';
import { startSink } from '../test/support/sink.js';

const CALLS = 1000;
const ROUNDS = 5;
/** How long after the burst its work is counted in, ms. */
const AFTER = 2000;

interface Cost {
  /** Synchronous time of one call, µs. */
  readonly call: number;
  /** All main-thread time of the burst and of what follows, ms. */
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
  control(calls: number): number {
    const { db } = window as unknown as { db: IDBDatabase };
    const start = performance.now();
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
      db.transaction('events', 'readwrite').objectStore('events').put(event, event.event_id);
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

async function measure(browser: Browser, url: string, workload: keyof typeof WORKLOADS): Promise<Cost> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(workload === 'crm' ? url : `${url}/bare`);
  if (workload === 'control') await page.evaluate(openControl);
  await page.waitForTimeout(500);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  };
  const before = await busy();
  const sync = await page.evaluate(WORKLOADS[workload], CALLS);
  await page.waitForTimeout(AFTER);
  const total = (await busy()) - before;
  await context.close();
  return { call: (sync / CALLS) * 1000, total };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const sink = await startSink({ '/bare': '<!doctype html><title>control</title>' });
const browser = await launchChromium();
const costs: Record<keyof typeof WORKLOADS, Cost[]> = { crm: [], control: [] };
for (let round = 0; round < ROUNDS; round++)
  for (const workload of ['crm', 'control'] as const) costs[workload].push(await measure(browser, sink.url, workload));
await browser.close();
await sink.stop();

for (const [what, key, unit] of [
  ['one call, synchronous', 'call', 'µs'],
  [`all main-thread time of ${CALLS} calls and the ${AFTER / 1000} s after`, 'total', 'ms'],
] as const) {
  const of = (workload: keyof typeof WORKLOADS) => median(costs[workload].map((cost) => cost[key]));
  const [crm, control] = [of('crm'), of('control')];
  console.log(
    `${what}: ${crm.toFixed(1)} ${unit}, control ${control.toFixed(1)} ${unit}, ratio ${(crm / control).toFixed(2)}`,
  );
}
