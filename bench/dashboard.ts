// What is claimed of the dashboard's speed: `npx tsx bench/dashboard.ts`, after `npm run build`. About a minute.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBackend } from '../local/backend.js';
import { freePorts } from '../local/ports.js';
import { launchChromium } from '../test/support/browser.js';
import { deskDocuments } from '../test/support/desk-cases.js';
import { firestoreAdmin } from '../test/support/firestore-admin.js';

declare global {
  interface Window {
    /** From each key to the frame it shows in, ms. */
    paints: number[];
    /** Keys that took more than 50 ms. */
    slow: string[];
    /** Layout shifts that no key or press explains. */
    shift: number;
  }
}

/** First views in each size, of which the median counts. */
const VIEWS = 9;
const SIZES = [100, 10_000] as const;

/** Runs in the page. */
function watch(): void {
  window.paints = [];
  window.slow = [];
  window.shift = 0;
  window.addEventListener(
    'keydown',
    ({ timeStamp, key }) => {
      requestAnimationFrame(() => {
        // A message is handled after the frame has been painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          const took = performance.now() - timeStamp;
          window.paints.push(took);
          if (took > 50) window.slow.push(`${key} ${Math.round(took)}`);
        };
        port2.postMessage(0);
      });
    },
    true,
  );
  new PerformanceObserver((list) => {
    // TypeScript's DOM does not know this kind of entry yet.
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
      if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * q) - 1] ?? Number.NaN;

/** From navigation to twenty cases on the page, ms; whoever looks is signed in. */
async function firstView(page: Page): Promise<number> {
  const start = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelectorAll('.rows > li').length === 20, undefined, {
    polling: 'raf',
  });
  return performance.now() - start;
}

async function main(): Promise<void> {
  const dataDir = join(import.meta.dirname, `../.crm-data/bench-${process.pid}`);
  const backend = await startBackend({ ports: await freePorts(), dataDir, snapshotEvery: 0 });
  const browser = await launchChromium();
  try {
    const firestore = firestoreAdmin(backend.ports.firestore);
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    ).newPage();
    await page.addInitScript(watch);
    await page.goto(`${backend.url}/admin/`);
    await page.getByRole('button', { name: 'agent@example.com' }).click();
    await page.locator('.workplace').waitFor();

    const medians: number[] = [];
    let there = 0;
    for (const size of SIZES) {
      const seeds = Array.from({ length: size - there }, (_, i) => ({
        email: `lead${there + i}@example.com`,
        at: new Date(Date.now() - (20_000 - there - i) * 60_000),
        // Every fifth has been dealt with.
        ...((there + i) % 5 === 4 && { status: 'WON' as const, handledAt: new Date() }),
      }));
      await firestore.write(deskDocuments(seeds));
      there = size;
      const times: number[] = [];
      for (let i = 0; i <= VIEWS; i++) times.push(await firstView(page));
      medians.push(quantile(times.slice(1), 0.5)); // the first warms up
      console.log(`first view at ${size} cases: median ${Math.round(medians.at(-1)!)} ms of ${VIEWS}`);
    }
    console.log(`ratio: ${(medians[1]! / medians[0]!).toFixed(2)} (at most 1.3)`);

    const keys = [...Array(15).fill('j'), ...Array(5).fill('k'), 'Enter', ...Array(8).fill(']'), ...Array(8).fill('.')];
    for (const key of [...keys, 's', 'Escape', 'Control+k', 'Escape', 'Escape', '/', 'l', 'Escape']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(1000);
    const { paints, slow, shift } = await page.evaluate(() => ({
      paints: window.paints,
      slow: window.slow,
      shift: window.shift,
    }));
    const p = (q: number) => Math.round(quantile(paints, q));
    console.log(
      `key to paint at ${there} cases: median ${p(0.5)} ms, p95 ${p(0.95)} ms of ${paints.length} (at most 50)`,
    );
    if (slow.length) console.log(`slower: ${slow.join(', ')}`);
    console.log(`layout shift: ${shift.toFixed(4)} (0)`);
  } finally {
    await browser.close();
    await backend.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
