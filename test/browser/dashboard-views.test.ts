import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { CALL, caseIdOf, deskDocuments, type Seed } from '../support/desk-cases.js';
import { ago, press, test } from '../support/desk-page.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const phones = ['+33612345678', '+66812345678'] as const;
const full: Seed = {
  email: 'camille@example.com',
  name: 'Camille Moreau',
  phone: phones[0],
  at: ago(60 * 24 * 20),
  events: [
    { type: 'CALL_REQUESTED', at: ago(60), payload: CALL, contact: { phone: phones[1] } },
    {
      type: 'AUDIT_COMPLETED',
      at: ago(90),
      payload: {
        visa_type: 'DTV',
        audit_status: 'INVALID',
        confidence_score: 62,
        issues: ['The bank statement is too old'],
        missing_docs: ['Proof of address'],
        ready_for_payment: false,
      },
    },
    {
      type: 'CHAT_SUMMARIZED',
      at: ago(60 * 30),
      summary: { text: 'Souhaite partir en mars.', lang: 'fr' },
      payload: {
        executive_summary: 'Wants to move in March.',
        strengths: ['Stable contract'],
        weaknesses: ['Low savings'],
        action_plan: [{ step: 'Ask the employer for a letter', timing: '48h' }],
        visa_score: 70,
      },
    },
    {
      type: 'APPOINTMENT_BOOKED',
      at: ago(60 * 31),
      payload: {
        provider: 'CALENDLY',
        event_uri: 'https://calendly.example/1',
        start_time: ago(-60).toISOString(),
        end_time: ago(-90).toISOString(),
        location: 'Google Meet',
      },
    },
  ],
};
const others: Seed[] = [
  { email: 'back@example.com', status: 'IN_PROGRESS', owner: 'somebody', at: ago(30), handledAt: ago(60 * 24) },
  {
    email: 'late@example.com',
    status: 'IN_PROGRESS',
    owner: 'local-agent',
    at: ago(60 * 50),
    handledAt: ago(60),
    nextAction: { at: ago(30), by: 'local-agent' },
  },
  { email: 'camille@example.com', intent: 'RETIREMENT', at: ago(60 * 24 * 90), status: 'WON', handledAt: ago(60) },
];

/** Every status and place that looks different, and how one gets there. */
const VIEWS: [string, (page: Page) => Promise<unknown>][] = [
  ['the inbox', (page) => page.locator('.rows a').first().waitFor()],
  ['its filters', (page) => page.locator('[aria-controls="filters"]').click()],
  [
    'a case',
    async (page) => {
      await page.locator('[aria-controls="filters"]').click();
      await page.locator(`[data-case="${caseIdOf(full)}"]`).click();
      await page.locator('.conflict').waitFor();
    },
  ],
  ['the raw data of an event', (page) => page.locator('.raw summary').first().click()],
  ['the status menu', (page) => press(page, 's')],
  ['the menu of next actions', (page) => press(page, 'Escape', 'n')],
  ['the note of a call', (page) => press(page, 'Escape', 'c')],
  ['the palette', (page) => press(page, 'Escape', 'Control+k')],
  ['the help', (page) => press(page, 'Escape', '?')],
  [
    'a search for nobody',
    async (page) => {
      await press(page, 'Escape', 'Escape', '/');
      await page.keyboard.type('zzz');
      await page.locator('.empty h3').first().waitFor();
    },
  ],
  ...['returned', 'mine', 'due', 'all'].map((view): [string, (page: Page) => Promise<unknown>] => [
    `the view ${view}`,
    async (page) => {
      await page.locator(`nav a[href="?view=${view}"]`).click();
      await page.locator('.rows a').first().waitFor();
    },
  ]),
  [
    'the conflicts',
    async (page) => {
      await page.locator('nav a[href="?view=conflicts"]').click();
      await page.locator('.conflicts li').first().waitFor();
    },
  ],
];

/** `AXE=all` looks at each view in each language and theme; else at each in English and light, and in French and dark. */
const ALL = process.env.AXE === 'all';

const complaintsOfAxe = async (page: Page) => {
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
};

describe('the views of the dashboard', () => {
  test('give axe nothing to complain of, in both languages and both themes', async ({
    firestore,
    visit,
    browser,
    backend,
  }) => {
    const documents = deskDocuments([full, ...others]);
    const audit = Object.values(documents).find((one) => 'type' in one && one.type === 'AUDIT_COMPLETED');
    // The one audit of the seeds.
    const { event_id, ...event } = audit as { event_id: string };
    await firestore.write(documents);
    await firestore.write({
      [`event_claims/${event_id}/conflicts/${'c'.repeat(64)}`]: {
        event: { ...event, summary: { text: 'Another' } },
        lead_id: 'corrected@example.com',
        site_id: 'siam-visa-pro',
        content_hash: 'c'.repeat(64),
        received_at: ago(30).toISOString(),
      },
    });
    const found: string[] = [];
    const door = await (await browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce' })).newPage();
    await door.goto(`${backend.url}/admin/`);
    await door.locator('form').waitFor();
    await door.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await door.emulateMedia({ colorScheme });
      for (const language of ['en', 'fr']) {
        await door.locator('select').selectOption(language);
        found.push(...(await complaintsOfAxe(door)).map((one) => `sign-in, ${colorScheme}, ${language}: ${one}`));
      }
    }
    for (const locale of ['fr-FR', 'en-GB']) {
      const page = await visit({ locale, reducedMotion: 'reduce' });
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
      await page.evaluate(AXE);
      for (const [view, go] of VIEWS) {
        await go(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          if (!ALL && (colorScheme === 'dark') !== (locale === 'fr-FR')) continue;
          found.push(...(await complaintsOfAxe(page)).map((one) => `${view}, ${colorScheme}, ${locale}: ${one}`));
        }
      }
      await page.context().close();
    }
    expect(found).toEqual([]);
  });

  test('tell whoever has no role what to do, and let them in once they have one', async ({ browser, backend }) => {
    const accounts = (verb: string, body: object) =>
      fetch(`http://127.0.0.1:${backend.ports.auth}/identitytoolkit.googleapis.com/v1/accounts:${verb}?key=local`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer owner' },
        body: JSON.stringify(body),
      }).then((response) => response.json() as Promise<{ localId: string }>);
    const who = { email: 'newcomer@example.com', password: 'newcomer-1' };
    const { localId } = await accounts('signUp', who);
    const page = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })).newPage();
    await page.goto(`${backend.url}/admin/`);
    await page.getByLabel('Email').fill(who.email);
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This email and password do not belong together.').waitFor();
    await page.getByLabel('Password').fill(who.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No access yet' }).waitFor();
    await page.getByText('crm-admin grant newcomer@example.com').waitFor();
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await complaintsOfAxe(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Still no role').waitFor();
    const claims = JSON.stringify({ role: 'agent', sites: ['a-new-site'] });
    await accounts('update', { localId, customAttributes: claims });
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('heading', { name: 'All answered' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('fit a phone of 360 px, where a case covers the list and Back returns to it', async ({ firestore, visit }) => {
    await firestore.write(deskDocuments([full, ...others]));
    const page = await visit({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    const row = page.locator(`[data-case="${caseIdOf(full)}"]`);
    await row.click();
    await page.getByRole('heading', { name: 'Camille Moreau' }).waitFor();
    await page.locator('.timeline').waitFor();
    expect(await row.isVisible()).toBe(false);
    expect(await fits()).toBe(true);
    expect(await page.getByRole('link', { name: /Appeler/ }).getAttribute('href')).toBe('tel:+33612345678');
    expect(await page.getByRole('link', { name: 'WhatsApp' }).getAttribute('href')).toBe('https://wa.me/33612345678');
    await page.goBack();
    await row.waitFor();
    expect(await fits()).toBe(true);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Tous les dossiers' }).click();
    await page.locator('.rows a').first().waitFor();
    expect(page.url()).toContain('?view=all');
  });

  test('name times in the zone of whoever looks', async ({ firestore, visit }) => {
    const seed: Seed = { email: 'zoned@example.com', at: new Date('2026-01-15T20:30:00.000Z') };
    await firestore.write(deskDocuments([seed]));
    for (const [timezoneId, shown] of [
      ['Asia/Bangkok', '03:30'],
      ['Europe/Paris', '21:30'],
    ] as const) {
      const page = await visit({ timezoneId, at: `?case=${caseIdOf(seed)}` });
      expect(await page.locator('.entry time').textContent()).toBe(shown);
      await page.context().close();
    }
  });

  test('leave nothing of a lead on the device', async ({ firestore, visit }) => {
    await firestore.write(deskDocuments([full]));
    const page = await visit({ at: `?case=${caseIdOf(full)}` });
    await page.locator('.timeline').waitFor();
    const kept = await page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name);
      return JSON.stringify([names, { ...localStorage }, { ...sessionStorage }, location.href, document.title]);
    });
    expect(kept).not.toMatch(/camille|firestore/i);
  });
});
