import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { complaintsOfAxe } from '../support/axe.js';
import { test as base } from '../support/built-pages.js';
import { eventually } from '../support/page.js';
import type { Sink, SinkEvent } from '../support/sink.js';

/** A test that opens the chat on a telephone. */
const test = base.extend<{ visit: (options: BrowserContextOptions) => Promise<Page> }>({
  visit: ({ site }, use) =>
    use((options) => site.visit('/react/', { viewport: { width: 360, height: 740 }, ...options })),
});

const composer = (page: Page) => page.getByRole('textbox');
const hasFocus = (page: Page) => composer(page).evaluate((field) => field === document.activeElement);
const indicator = (page: Page) => page.getByRole('status').textContent();
const tells = (page: Page, text: string) => eventually(async () => expect(await indicator(page)).toBe(text));
const heard = (page: Page, text: string) => page.getByRole('log').getByText(text).first().waitFor();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** As a keyboard gets there. */
async function tabToComposer(page: Page): Promise<void> {
  for (let i = 0; i < 20 && !(await hasFocus(page)); i++) await press(page, 'Tab');
  expect(await hasFocus(page)).toBe(true);
}
/** Types an answer where the focus is, and waits for what the assistant says to it. */
async function say(page: Page, text: string, then: string): Promise<void> {
  expect(await hasFocus(page)).toBe(true);
  await page.keyboard.type(text);
  await press(page, 'Enter');
  await heard(page, then);
  await eventually(async () => expect(await composer(page).inputValue()).toBe(''));
}
/** The events that arrived, by type. */
const arrived = (sink: Sink) => {
  const events = sink.log.flatMap((arrival) => arrival.events);
  return new Map<string, SinkEvent>(events.map((event) => [event.type, event]));
};

describe('the React chat', () => {
  test('goes by keyboard alone, in French, and each step arrives once, over reloads and a server that is down', async ({
    visit,
    sink,
    site,
  }) => {
    const page = await visit({ locale: 'fr-FR' });
    await heard(page, 'De quel visa s’agit-il ?');
    expect(await page.evaluate(() => [document.documentElement.lang, document.title])).toEqual([
      'fr',
      'Assistant visa',
    ]);
    await tells(page, 'Rien à envoyer pour l’instant');

    await tabToComposer(page);
    await say(page, 'dtv', 'Où pouvons-nous vous écrire ?');
    await say(page, 'plus tard', 'Lesquels de ces documents');
    // Back over the button and three documents to the second one; it and the first are ready.
    await press(page, ...Array<string>(5).fill('Shift+Tab'), 'Space', 'Shift+Tab', 'Space');
    await press(page, ...Array<string>(5).fill('Tab'), 'Enter');
    await heard(page, '2 documents sur 5 sont prêts.');
    expect(await hasFocus(page)).toBe(true);
    await tells(page, 'Gardé ici, en attente de votre e-mail');
    expect(sink.log).toEqual([]);

    await page.reload();
    await heard(page, '2 documents sur 5 sont prêts.');
    await tells(page, 'Gardé ici, en attente de votre e-mail');
    await tabToComposer(page);
    await page.keyboard.type('camille');
    await press(page, 'Enter');
    await page.getByRole('alert').getByText('Cela ne ressemble pas à une adresse e-mail.').waitFor();
    expect(await composer(page).getAttribute('aria-invalid')).toBe('true');
    await say(page, '@example.com', 'Que souhaitez-vous faire maintenant ?');
    await tells(page, 'Transmis');
    expect([...arrived(sink).keys()]).toEqual(['AUDIT_COMPLETED']);

    sink.otherwise = { status: 503 };
    await say(page, 'demander', 'À quel numéro');
    await page.keyboard.type('06 12 34 56 78');
    await press(page, 'Enter');
    await page.getByRole('alert').getByText('Commencez par l’indicatif du pays').waitFor();
    await composer(page).clear();
    await say(page, '+33 6 12 34 56 78', 'Quand cela vous convient-il');
    await say(page, 'Après 18 h <img src=x>', 'Votre demande d’appel est notée.');
    await heard(page, 'Après 18 h <img src=x>');
    await tells(page, 'Gardé sur cet appareil, en attente');
    await page.reload();
    await heard(page, 'Votre demande d’appel est notée.');
    // Not earlier: what is sent on leaving is sent again by the next page, which heard no answer.
    sink.otherwise = 'ok';
    await tells(page, 'Transmis');

    await tabToComposer(page);
    await say(page, 'terminer', 'Un appel a été demandé.');
    await heard(page, 'Merci. Vous pouvez fermer cette page.');
    await tells(page, 'Transmis');
    // Long enough for a second sending to arrive, if there were one.
    await page.waitForTimeout(500);
    expect(sink.stored.size).toBe(3);
    expect([...sink.resent]).toEqual([]);

    const audit = arrived(sink).get('AUDIT_COMPLETED')!;
    const call = arrived(sink).get('CALL_REQUESTED')!;
    const summary = arrived(sink).get('CHAT_SUMMARIZED')!;
    const id = audit.source_id.slice('audit:'.length);
    expect([audit, call, summary].map(({ source_id }) => source_id)).toEqual([
      `audit:${id}`,
      `call:${id}`,
      `chat:${id}`,
    ]);
    const phone = '+33 6 12 34 56 78';
    expect(audit).toMatchObject({
      lead: { email: 'camille@example.com' },
      payload: { visa_type: 'DTV', audit_status: 'INVALID', confidence_score: 40, ready_for_payment: false },
      summary: { text: '2 documents sur 5 sont prêts.', lang: 'fr' },
    });
    expect(audit.payload.missing_docs).toEqual([
      'Justificatif de télétravail',
      'Justificatif de domicile',
      'Photo d’identité récente',
    ]);
    expect(call).toMatchObject({
      lead: { email: 'camille@example.com', phone },
      payload: { reason: 'user_request', visa_type: 'DTV', notes: 'Après 18 h <img src=x>' },
    });
    expect(summary).toMatchObject({
      lead: { email: 'camille@example.com', phone },
      intent: 'DTV',
      payload: {
        visa_score: 40,
        strengths: ['Passeport valable 6 mois ou plus', 'Relevé bancaire de plus de 500 000 THB'],
      },
    });
    // The browser's own word on the 503s.
    expect(site.faults.filter((fault) => !fault.includes('503'))).toEqual([]);
  });

  test('does without the email until the end, and gives all of it to the lead then', async ({ visit, sink, site }) => {
    const page = await visit({ locale: 'en-GB' });
    await page.getByRole('button', { name: 'Retirement' }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: 'None of these yet' }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: 'End with a summary' }).click();
    await tells(page, 'Saved here, waiting for your email');
    expect(sink.log).toEqual([]);
    await say(page, 'first.last@example.com', 'Thank you, noted.');
    await tells(page, 'Delivered');
    expect([...arrived(sink).keys()].sort()).toEqual(['AUDIT_COMPLETED', 'CHAT_SUMMARIZED']);
    for (const { lead } of arrived(sink).values()) expect(lead).toEqual({ email: 'first.last@example.com' });
    expect(site.faults).toEqual([]);
  });

  test('tells of a refused event, and sends it again when asked', async ({ visit, sink }) => {
    const page = await visit({ locale: 'en-GB' });
    sink.otherwise = (events) => {
      for (const { source_id } of events) sink.refuse.add(source_id);
      return 'ok';
    };
    await page.getByRole('button', { name: 'Marriage' }).click();
    await say(page, 'refused@example.com', 'Which of these documents');
    await say(page, '1 2 3 4 5', 'Complete');
    await tells(page, 'Not delivered');
    sink.otherwise = 'ok';
    sink.refuse.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await hasFocus(page)).toBe(true);
    await tells(page, 'Delivered');
    expect(arrived(sink).get('AUDIT_COMPLETED')!.payload).toMatchObject({
      audit_status: 'VALID',
      ready_for_payment: true,
    });
  });

  test('speaks the other language at once, of what was said before too', async ({ visit }) => {
    const page = await visit({ locale: 'fr-CA' });
    await page.getByRole('button', { name: 'Retraite' }).click();
    await page.getByLabel('Langue').selectOption('en');
    await heard(page, 'Which visa is it about?');
    await heard(page, 'Retirement');
    await page.reload();
    await heard(page, 'Which visa is it about?');
  });

  test('asks nobody for an email whom the device knows, and forgets them when told', async ({ visit, sink }) => {
    const page = await visit({ locale: 'en-GB' });
    await page.getByRole('button', { name: 'DTV' }).click();
    await say(page, 'known@example.com', 'Which of these documents');
    const later = await page.context().newPage();
    await later.goto(`${sink.url}/react/`);
    await later.getByRole('button', { name: 'DTV' }).click();
    await heard(later, 'Which of these documents');
    await later.getByRole('button', { name: 'None of these yet' }).click();
    await later.getByRole('button', { name: 'End with a summary' }).click();
    await later.getByRole('button', { name: 'I am somebody else' }).click();
    await later.getByRole('button', { name: 'DTV' }).click();
    await heard(later, 'Where may we write to you?');
  });

  for (const [locale, colorScheme] of [
    ['fr-FR', 'light'],
    ['en-GB', 'dark'],
  ] as const)
    test(`gives axe nothing to complain of in ${locale}, ${colorScheme}, and never moves by itself`, async ({
      visit,
    }) => {
      const page = await visit({ locale, colorScheme, reducedMotion: 'reduce' });
      await composer(page).focus();
      expect(await complaintsOfAxe(page)).toEqual([]);
      for (const answer of ['1', locale === 'fr-FR' ? 'plus tard' : 'later', '1 2 3', 'nobody']) {
        await page.keyboard.type(answer);
        await press(page, 'Enter');
        await page.waitForTimeout(100);
        expect(await complaintsOfAxe(page)).toEqual([]);
      }
      await composer(page).fill('nobody@example.com');
      for (const answer of ['', '2']) {
        await page.keyboard.type(answer);
        await press(page, 'Enter');
        await page.waitForTimeout(100);
      }
      await page.getByRole('heading', { name: locale === 'fr-FR' ? 'Résumé' : 'Summary' }).waitFor();
      expect(await complaintsOfAxe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const moved = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            // TypeScript's DOM does not know this kind of entry yet.
            const shifts = (list: PerformanceObserverEntryList) =>
              list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[];
            new PerformanceObserver((list) =>
              resolve(shifts(list).reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0)),
            ).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(0), 300);
          }),
      );
      expect(moved).toBeLessThan(0.01);
    });
});
