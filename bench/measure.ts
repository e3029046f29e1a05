import type { Browser } from 'playwright-core';
import type { Loopback } from './loopback.js';

/** How many events are recorded in one task. */
export const CALLS = 200;
/** How long what the script sets off is counted, ms. */
const AFTER_START = 2000;
/** How long what the calls set off is counted, ms: the most patient of all gathers events for three seconds. */
const AFTER_CALLS = 4000;

/** What one page paid, in processor time of its main thread: what else runs on the machine does not count. */
export interface Cost {
  /** Parse, evaluate, init, and the script that these set off, ms. */
  readonly start: number;
  /** The page's own calls, synchronously, µs a call, by the clock. */
  readonly call: number;
  /** All work that a call causes in the end, sending included, µs a call. */
  readonly total: number;
}

/** A new page of a new visitor. Rejects where something would leave the machine unnoticed, or nothing was sent that should be. */
export async function measure(browser: Browser, loopback: Loopback, script: string, sends: boolean): Promise<Cost> {
  const context = await browser.newContext();
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(loopback.url);
  await page.waitForTimeout(200);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** The time that these have taken so far, ms. */
  const spent = async (...names: string[]) => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.reduce((sum, { name, value }) => (names.includes(name) ? sum + value * 1000 : sum), 0);
  };
  const scripts = () => spent('ScriptDuration', 'V8CompileDuration');

  const before = await scripts();
  await page.evaluate(
    (src) =>
      new Promise((resolve, reject) => {
        const tag = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject });
        // What our own script tag says; the others do not look.
        Object.assign(tag.dataset, { site: 'siam-visa-pro', endpoint: '/crm/ingest' });
        document.head.append(tag);
      }),
    script,
  );
  await page.waitForTimeout(AFTER_START);
  const start = (await scripts()) - before;
  const started = await spent('TaskDuration');
  loopback.posts();
  const call = await page.evaluate((calls) => {
    const { emit } = window as unknown as { emit(i: number): void }; // every rival's script sets it
    const start = performance.now();
    for (let i = 0; i < calls; i++) emit(i);
    return ((performance.now() - start) / calls) * 1000;
  }, CALLS);
  await page.waitForTimeout(AFTER_CALLS);
  const total = (((await spent('TaskDuration')) - started) / CALLS) * 1000;
  if (sends !== loopback.posts() > 0) throw new Error(`${script}: ${sends ? 'nothing was' : 'something was'} sent`);
  if (faults.length) throw new Error(`${script}: ${faults.join('; ')}`);
  await context.close();
  return { start, call, total };
}
