import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { AGENT_STATUSES, CASE_STATUSES } from '../../src/schema/case-status.js';
import { complaintsOfAxe } from '../support/axe.js';
import { caseIdOf, deskDocuments, type Seed } from '../support/desk-cases.js';
import { counted, daysOf, figureSeeds, tableOf } from '../support/desk-figures.js';
import { ago, press, putRules, rows, test } from '../support/desk-page.js';
import { full, others, VIEWS } from '../support/desk-views.js';

/** `AXE=all` looks at each view in each language and theme; else at each in French, the longer one, in one theme and the other by turns. */
const ALL = process.env.AXE === 'all';

describe('the views of the dashboard', () => {
  test.for(ALL ? ['fr-FR', 'en-GB'] : ['fr-FR'])(
    'give axe nothing to complain of in either theme, in %s',
    async (locale, { firestore, visit }) => {
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
      const page = await visit({ locale, reducedMotion: 'reduce' });
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
      for (const [i, [view, go]] of VIEWS.entries()) {
        await go(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          if (!ALL && (colorScheme === 'dark') !== i % 2 > 0) continue;
          found.push(...(await complaintsOfAxe(page)).map((one) => `${view}, ${colorScheme}: ${one}`));
        }
      }
      expect(found).toEqual([]);
    },
  );

  test('have a door of which axe does not complain either', async ({ browser, backend }) => {
    const found: string[] = [];
    const door = await (await browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce' })).newPage();
    await door.goto(`${backend.url}/admin/`);
    await door.locator('form').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await door.emulateMedia({ colorScheme });
      for (const language of ['en', 'fr']) {
        await door.locator('select').selectOption(language);
        found.push(...(await complaintsOfAxe(door)).map((one) => `${colorScheme}, ${language}: ${one}`));
      }
    }
    await door.context().close();
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
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Vue d’ensemble' }).click();
    await page.locator('.charts-css').nth(3).waitFor();
    expect(await fits()).toBe(true);
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

  test('give up a search that one leaves before it is asked', async ({ firestore, visit }) => {
    await firestore.write(deskDocuments(others));
    const page = await visit();
    await press(page, '/');
    await page.keyboard.type('zzz');
    await page.locator('nav a[href="?view=all"]').click();
    // Longer than the pause after which a search is asked.
    await page.waitForTimeout(400);
    expect(await page.locator('#search').inputValue()).toBe('');
    await page.locator('.rows a').first().waitFor();
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

  test('count on the overview what Firestore has, and lead to it', async ({ firestore, visit, faults }) => {
    await firestore.write(deskDocuments([...figureSeeds, { ...figureSeeds[0]!, site: 'siam-visa-pro' }]));
    const page = await visit({ as: 'admin', at: '?view=overview&site=figures', timezoneId: 'UTC' });
    await counted(page);
    expect(await tableOf(page, 'Cases by status')).toEqual([
      ['New', '2'],
      ['Audit done', '2'],
      ['Call requested', '1'],
      ['Call scheduled', '0'],
      ['In progress', '2'],
      ['Won', '1'],
      ['Lost', '1'],
      ['Closed', '0'],
    ]);
    const tiles = await page.locator('.tile').allInnerTexts();
    expect(tiles.map((text) => text.split('\n').filter(Boolean).slice(0, 2))).toEqual([
      ['To answer', '5'],
      ['Not taken yet', '4'],
      ['Wrote again', '1'],
      ['Overdue', '1'],
      ['Mine, open', '2'],
    ]);
    const scores = await tableOf(page, 'Audit scores');
    expect(scores.filter(([, count]) => count !== '0')).toEqual([
      ['0–9', '1'],
      ['10–19', '1'],
      ['90–100', '1'],
    ]);
    // 30 minutes, 2 hours and 2 days; the fourth waits again.
    expect(await page.locator('.headline dd').allTextContents()).toEqual(['2h', '2d']);
    expect(await page.locator('#responses ~ .note').textContent()).toContain('3 cases edited last, without 1');
    const days = await tableOf(page, 'Events of the last 14 days');
    expect(days).toHaveLength(14);
    expect(days.map(([, ...counts]) => counts)).toEqual(daysOf(figureSeeds));

    await page.getByRole('table', { name: 'Cases by status' }).getByRole('link', { name: 'In progress' }).click();
    await rows(page, 2);
    expect(await page.locator('#list').evaluate((one) => one === document.activeElement)).toBe(true);
    expect(page.url()).toMatch(/\?view=all&status=IN_PROGRESS&site=figures$/);
    await page.goBack();
    await page.getByRole('link', { name: 'Not taken yet' }).click();
    await rows(page, 4);
    expect(page.url()).toMatch(/\?site=figures&owner=nobody$/);
    expect(faults).toEqual([]);
  });

  test('count an agent’s own sites in 77 counts, say what could not be counted, and count it later', async ({
    firestore,
    visit,
    backend,
  }) => {
    await firestore.write(deskDocuments([full]));
    const page = await visit({ at: '?view=overview' });
    const cost = await counted(page);
    const cases = (await firestore.group('cases')).filter(({ fields }) => fields.site_id === 'siam-visa-pro');
    const stored = (status: string) => String(cases.filter(({ fields }) => fields.status === status).length);
    expect((await tableOf(page, 'Cases by status')).map(([, count]) => count)).toEqual(CASE_STATUSES.map(stored));
    const handled = cases.filter(({ fields }) => fields.handled_at).length;
    const returned = cases.filter(({ fields }) => AGENT_STATUSES.some((one) => one === fields.status)).length;
    expect(cost).toEqual({ counts: 77, documents: 1 + returned + handled });
    expect(await page.evaluate(() => window.wireReads)).toBeLessThanOrEqual(1 + returned + handled + 4 + 20);

    let counts = 0;
    page.on('request', (request) => request.url().includes(':runAggregationQuery') && counts++);
    await page.context().setOffline(true);
    await page.getByText('There is no connection. It is counted as soon as there is one.').waitFor();
    await press(page, 'r', 'j', 's');
    expect(await page.getByRole('dialog').count()).toBe(0); // nothing here is about a case
    expect(counts).toBe(0);
    await page.context().setOffline(false);
    await counted(page);
    expect(counts).toBe(77);
    await putRules(backend, (rules) => rules.replaceAll('worksOn(resource.data.site_id)', 'false'));
    try {
      await press(page, 'r');
      await page.getByRole('status').filter({ hasText: 'Not everything could be counted.' }).waitFor();
      const faults = page.locator('.overview .fault');
      await expect.poll(() => faults.count()).toBe(5);
      for (const said of await faults.allTextContents()) expect(said).toMatch(/older\. Firestore refuses it/);
    } finally {
      await putRules(backend);
    }
  });

  test('save a list as a CSV file that no spreadsheet runs', async ({ firestore, visit }) => {
    const intent = '=HYPERLINK("https://x.example","y")';
    const seeds: Seed[] = [
      { email: 'first.csv@example.com', intent, at: ago(60 * 24 * 3), status: 'WON', handledAt: ago(60) },
      { email: 'other.csv@example.com', at: ago(60 * 24 * 3) },
    ];
    await firestore.write(deskDocuments(seeds));
    const at = `?view=all&intent=${encodeURIComponent(intent)}`;
    const page = await visit({ at, timezoneId: 'Asia/Bangkok', locale: 'fr-FR' });
    await rows(page, 1);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Enregistrer la liste en fichier CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^cases-all-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text).toMatch(/^\ufeffE-mail,Statut,Visa,.*Attend depuis \(Asia\/Bangkok\).*\r\n/);
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`first.csv@example.com,Gagné,"'=HYPERLINK(""https://x.example"",""y"")",siam-visa-pro,`);
    await page.getByText('1 dossier enregistré dans un fichier.').waitFor();
  });
});
