import { existsSync } from 'node:fs';
import { launch, type Page } from 'puppeteer-core';
import type { Driver, Engine, Tab } from './engine.js';

const PATHS = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'];

export const firefox: Driver = {
  name: 'firefox',
  packages: 'firefox-esr',
  async find() {
    const path = PATHS.find((path) => path && existsSync(path));
    return path ? () => start(path) : undefined;
  },
};

/** Over WebDriver BiDi. */
async function start(executablePath: string): Promise<Engine> {
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  const pages = new Map<Tab, Page>();
  return {
    version: (await browser.version()).replace(/^\w+\//, ''),
    async open(url) {
      const page = await browser.newPage();
      const tab: Tab = {
        goto: async (url) => void (await page.goto(url)),
        reload: async () => void (await page.reload()),
        // What a text evaluates to is not known to its types.
        run: <T>(body: string) => page.evaluate(`(async () => {${body}})()`) as Promise<T>,
        close: () => page.close(),
      };
      pages.set(tab, page);
      await tab.goto(url);
      return tab;
    },
    setOffline: (tab, offline) => pages.get(tab)!.setOfflineMode(offline),
    close: () => browser.close(),
  };
}
