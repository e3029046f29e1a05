import type { Browser, BrowserContext } from 'playwright-core';
import { test as base } from 'vitest';
import { launchChromium } from './browser.js';
import { type Sink, startSink } from './sink.js';

interface Around {
  /** One for the file. */
  readonly browser: Browser;
  /** A visitor's device: storage of its own. */
  readonly context: BrowserContext;
  /** An origin of its own, since its port is. */
  readonly sink: Sink;
}

/** A test with a browser, a device and an ingest around it. They are gone when it ends, however it ends. */
export const test = base.extend<Around>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern
    async ({}, use) => {
      const browser = await launchChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  context: async ({ browser }, use) => {
    const context = await browser.newContext();
    await use(context);
    await context.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  sink: async ({}, use) => {
    const sink = await startSink();
    await use(sink);
    await sink.stop();
  },
});

/** Whether the long form of the faults is asked for (`npm run test:faults`): real waits, more events. */
export const LONG = process.env.FAULTS === 'long';
