import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostingHeaders } from '../../local/hosting-headers.js';
import { launchChromium } from '../support/browser.js';
import { type Sink, startSink } from '../support/sink.js';

const ROOT = join(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MIME: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let browser: Browser;
let sink: Sink;
beforeAll(async () => {
  [browser, sink] = await Promise.all([launchChromium(), startSink()]);
});
afterAll(async () => {
  await browser?.close();
  await sink?.stop();
});

/** A page of the demo as it was built, with its headers; there is an ingest, but no Firestore. */
async function visit(path: string, width: number, colorScheme: 'light' | 'dark', locale: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale });
  const headers = hostingHeaders(ROOT, []);
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = join(ROOT, 'dist/hosting', pathname, pathname.endsWith('/') ? 'index.html' : '');
    if (route.request().method() === 'POST') return route.fallback();
    if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
    const type = { 'content-type': MIME[extname(file)] ?? 'text/plain' };
    return route.fulfill({ path: file, headers: { ...Object.fromEntries(headers(pathname)), ...type } });
  });
  const page = await context.newPage();
  await page.goto(sink.url + path);
  return page;
}

const complaintsOfAxe = async (page: Page) => {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
};
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

const LOOKS = [
  [1280, 'light', 'en-GB'],
  [360, 'dark', 'fr-FR'],
] as const;

test.each(LOOKS)('the console gives axe nothing to complain of at %i px, %s, %s, and fits', async (...look) => {
  const page = await visit('/', ...look);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(look[2].slice(0, 2));
  expect(await complaintsOfAxe(page)).toEqual([]);
  // With an event in each of its places, and a field at fault.
  await page.locator('#identify [type=email]').fill('ana@example.com');
  await page.locator('#identify [type=submit]').click();
  await page.locator('#composer .primary').first().click();
  await expect.poll(() => sink.stored.size, { timeout: 15_000 }).toBeGreaterThan(0);
  await page.locator('#receipts li').first().waitFor();
  expect(await complaintsOfAxe(page)).toEqual([]);
  expect(await fits(page)).toBe(true);
  await page.context().close();
});

test.each(LOOKS)(
  'the page with the script tag gives axe nothing to complain of at %i px, %s, %s, and fits',
  async (...look) => {
    const page = await visit('/script-tag.html', ...look);
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.locator('#email').fill('nobody');
    await page.locator('#call [type=submit]').click();
    await page.locator('#email-fault').waitFor();
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.locator('#email').fill('noi@example.com');
    await page.locator('#call [type=submit]').click();
    await page.locator('#receipt').getByText('accepted').waitFor();
    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.context().close();
  },
);
