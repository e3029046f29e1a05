import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { complaintsOfAxe } from '../support/axe.js';
import { test } from '../support/built-pages.js';
import { eventually } from '../support/page.js';

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

const LOOKS = [
  [1280, 'light', 'en-GB'],
  [360, 'dark', 'fr-FR'],
] as const;
const optionsOf = ([width, colorScheme, locale]: (typeof LOOKS)[number]) => ({
  viewport: { width, height: 800 },
  colorScheme,
  locale,
});

for (const look of LOOKS) {
  const at = `${look.join(', ')}`;

  test(`the console gives axe nothing to complain of at ${at}, and fits`, async ({ site, sink }) => {
    const page = await site.visit('/', optionsOf(look));
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(look[2].slice(0, 2));
    expect(await complaintsOfAxe(page)).toEqual([]);
    // With an event in each of its places, and a field at fault.
    await page.locator('#identify [type=email]').fill('ana@example.com');
    await page.locator('#identify [type=submit]').click();
    await page.locator('#composer .primary').first().click();
    await eventually(() => expect(sink.stored.size).toBeGreaterThan(0));
    await page.locator('#receipts li').first().waitFor();
    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });

  test(`the page with the script tag gives axe nothing to complain of at ${at}, and fits`, async ({ site }) => {
    const page = await site.visit('/script-tag.html', optionsOf(look));
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
  });
}
