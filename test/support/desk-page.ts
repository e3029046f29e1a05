import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { type Backend, startBackend } from '../../local/backend.js';
import { freePorts } from '../../local/ports.js';
import { launchChromium } from './browser.js';
import { type FirestoreAdmin, firestoreAdmin } from './firestore-admin.js';

declare global {
  interface Window {
    /** Documents that came over the wire. */
    wireReads: number;
  }
}

export interface VisitOptions extends BrowserContextOptions {
  /** Who signs in. @default 'agent' */
  as?: 'agent' | 'admin';
  /** What comes after /admin/. @default '' */
  at?: string;
}

interface Around {
  readonly backend: Backend;
  readonly browser: Browser;
  readonly firestore: FirestoreAdmin;
  /** Complaints of all pages: exceptions, and errors on the console. */
  readonly faults: string[];
  /** Opens the dashboard on a device of its own, signed in. */
  visit(options?: VisitOptions): Promise<Page>;
}

/** A test with a whole local stack and a browser around it, one of each for the file. Needs `npm run build`. */
export const test = base.extend<Around>({
  backend: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern
    async ({}, use) => {
      const dataDir = join(import.meta.dirname, `../../.crm-data/desk-${process.pid}`);
      mkdirSync(dataDir, { recursive: true });
      const backend = await startBackend({ ports: await freePorts(), dataDir, snapshotEvery: 0 });
      await use(backend);
      await backend.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: 'file' },
  ],
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const browser = await launchChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  firestore: [
    async ({ backend }, use) => {
      await use(firestoreAdmin(backend.ports.firestore));
    },
    { scope: 'file' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  faults: async ({}, use) => {
    await use([]);
  },
  visit: async ({ browser, backend, faults }, use) => {
    await use(async ({ as = 'agent', at = '', ...options } = {}) => {
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.addInitScript(countReads);
      await page.goto(`${backend.url}/admin/${at}`);
      await page.getByRole('button', { name: `${as}@example.com` }).click();
      await page.locator('.workplace').waitFor();
      return page;
    });
    await Promise.all(browser.contexts().map((context) => context.close()));
  },
});

/** Counts the documents that Firestore sends, beside the page's own count. Runs in the page. */
function countReads(): void {
  window.wireReads = 0;
  const ask = window.fetch.bind(window);
  window.fetch = async (...args) => {
    const response = await ask(...args);
    const url = args[0] instanceof Request ? args[0].url : String(args[0]);
    if (!url.includes('/Listen/') || !response.body) return response;
    const [own, copy] = response.body.tee();
    void (async () => {
      let text = '';
      const reader = copy.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const before = text.split('"documentChange"').length;
        text += part.value;
        window.wireReads += text.split('"documentChange"').length - before;
      }
    })().catch(() => {
      // The page has ended the stream.
    });
    return new Response(own, response);
  };
}

/** The emails of the list, from the top. */
export const emails = (page: Page): Promise<string[]> => page.locator('.rows .email').allTextContents();

/** Waits until the list shows exactly so many cases. */
export const rows = (page: Page, count: number): Promise<unknown> =>
  page.waitForFunction((count) => document.querySelectorAll('.rows > li').length === count, count);

export const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

export const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** Puts other rules into the emulator, as `change` makes them of the real ones; without it the real ones. */
export async function putRules({ ports, projectId }: Backend, change?: (rules: string) => string): Promise<void> {
  const rules = readFileSync(join(import.meta.dirname, '../../firestore.rules'), 'utf8');
  const content = change ? change(rules) : rules;
  expect(content !== rules).toBe(!!change);
  const response = await fetch(`http://127.0.0.1:${ports.firestore}/emulator/v1/projects/${projectId}:securityRules`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } }),
  });
  expect(response.status, await response.text()).toBe(200);
}
