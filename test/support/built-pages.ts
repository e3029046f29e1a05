import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { hostingHeaders } from '../../local/hosting-headers.js';
import { test as base } from './page-test.js';

const ROOT = join(import.meta.dirname, '../..');
const MIME: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

interface Site {
  /** Opens a page of the demo as it was built, with the headers it has in production, on a device of its own. Its events go to the sink. */
  visit(path: string, options: BrowserContextOptions): Promise<Page>;
  /** What the pages threw, complained of or refused by their Content-Security-Policy. */
  readonly faults: string[];
}

/** A test with the pages of `dist/hosting` and an ingest, but no Firestore. */
export const test = base.extend<{ site: Site }>({
  site: async ({ browser, sink }, use) => {
    const faults: string[] = [];
    const contexts: BrowserContext[] = [];
    const headers = hostingHeaders(ROOT, []);
    const visit: Site['visit'] = async (path, options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      await context.route('**/*', (route) => {
        const { pathname } = new URL(route.request().url());
        const file = join(ROOT, 'dist/hosting', pathname, pathname.endsWith('/') ? 'index.html' : '');
        if (route.request().method() === 'POST') return route.fallback();
        if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
        const type = { 'content-type': MIME[extname(file)] ?? 'text/plain' };
        return route.fulfill({ path: file, headers: { ...Object.fromEntries(headers(pathname)), ...type } });
      });
      context.on('page', (page) => {
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      });
      const page = await context.newPage();
      await page.goto(sink.url + path);
      return page;
    };
    await use({ visit, faults });
    await Promise.all(contexts.map((context) => context.close()));
  },
});
