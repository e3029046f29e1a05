import type { Page } from 'playwright-core';
import { launchChromium } from '../support/browser.js';
import type { Driver, Engine, Tab } from './engine.js';

export const chromium: Driver = {
  name: 'chromium',
  packages: 'chromium',
  // @sparticuz/chromium is there after `npm install`, whatever the machine has.
  find: async () => start,
};

async function start(): Promise<Engine> {
  const browser = await launchChromium();
  const context = await browser.newContext();
  const pages = new Map<Tab, Page>();
  return {
    version: browser.version(),
    async open(url) {
      const page = await context.newPage();
      const tab: Tab = {
        goto: async (url) => void (await page.goto(url)),
        reload: async () => void (await page.reload()),
        run: (body) => page.evaluate(`(async () => {${body}})()`),
        close: () => page.close(),
      };
      pages.set(tab, page);
      await tab.goto(url);
      return tab;
    },
    async setOffline(tab, offline) {
      await pages.get(tab)!.context().setOffline(offline);
    },
    close: () => browser.close(),
  };
}
