import { describe, expect } from 'vitest';
import { CALL, caseIdOf, deskDocuments, type Seed } from '../support/desk-cases.js';
import { ago, emails, press, putRules, rows, test } from '../support/desk-page.js';

/** Cases whose clients wait since `minutes` ago, `count` of them; each test has a prefix of its own. */
const waiting = (prefix: string, count: number, minutes: number): Seed[] =>
  Array.from({ length: count }, (_, i) => ({ email: `${prefix}${i}@example.com`, at: ago(minutes - i) }));

describe('the dashboard', () => {
  test('shows an agent their own sites only, whoever waits longest first, and reads at most 25 documents', async ({
    firestore,
    visit,
    faults,
  }) => {
    await firestore.write(
      deskDocuments([
        ...waiting('first', 30, 60 * 24 * 9),
        { email: 'elsewhere@example.com', site: 'other-site', at: ago(60 * 24 * 10) },
        { email: 'handled@example.com', status: 'WON', at: ago(60 * 24 * 11), handledAt: ago(60) },
      ]),
    );
    const page = await visit();
    await rows(page, 20);
    expect(await emails(page)).toEqual(Array.from({ length: 20 }, (_, i) => `first${i}@example.com`));
    await page.waitForTimeout(1000); // what is asked for after the list comes too
    const read = await page.evaluate(() => window.wireReads);
    expect(read).toBeGreaterThan(19);
    expect(read).toBeLessThanOrEqual(25);
    await press(page, '?');
    expect(await page.locator('[data-reads]').getAttribute('data-reads')).toBe(String(read));
    await press(page, 'Escape');

    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('first29@example.com').waitFor();
    expect((await emails(page)).slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, i) => `first${i}@example.com`));
    expect(new Set(await emails(page)).size).toBe((await emails(page)).length);

    await press(page, '/');
    await page.keyboard.type('elsewhere');
    await page.getByText('Nobody found').waitFor();
    await page.getByLabel('Search by email').fill('first2');
    await rows(page, 11);
    expect(page.url()).not.toContain('first2');
    expect(await page.title()).toBe('To answer · CRM');

    const admin = await visit({ as: 'admin' });
    await admin.getByText('elsewhere@example.com').waitFor();
    expect(faults).toEqual([]);
  });

  test('has an event of the SDK on the open page within a second, in the list and in the case', async ({
    firestore,
    visit,
    backend,
    faults,
  }) => {
    const seed: Seed = { email: 'live@example.com', at: ago(60 * 24 * 8) };
    await firestore.write(deskDocuments([seed]));
    const page = await visit({ at: `?case=${caseIdOf(seed)}` });
    await page.getByRole('heading', { name: 'Call requested' }).waitFor();
    const site = await page.context().newPage();
    await site.goto(`${backend.url}/script-tag.html`);
    const emit = (email: string, sourceId: string) =>
      site.evaluate(
        async ([email, sourceId]) => {
          const sent = Date.now();
          await window.crm.identify({ email });
          const audit = { visa_type: 'DTV', audit_status: 'VALID' as const, confidence_score: 91, issues: [] };
          const { delivered } = await window.crm.auditCompleted(
            { ...audit, missing_docs: [], ready_for_payment: true },
            { sourceId },
          );
          return [(await delivered).status, sent] as const;
        },
        [email, sourceId] as const,
      );
    await emit('warm@example.com', 'warm'); // the function's first request starts it
    const [, sent] = await emit('live@example.com', 'live');
    await page.getByRole('heading', { name: 'Document audit' }).waitFor();
    const shown = Date.now() - sent;
    expect(shown).toBeLessThan(1000);
    await page.getByText('Confidence 91 of 100').waitFor();
    expect(faults).toEqual([]);

    await press(page, 'Escape');
    const before = await emails(page);
    await emit('brand.new@example.com', 'brand-new');
    await page
      .getByRole('button', { name: /\d+ new/ })
      .or(page.getByText('brand.new@example.com'))
      .first()
      .waitFor();
    expect((await emails(page)).slice(0, before.length)).toEqual(before);
  });

  test('stores an edit with its trace, keeps it over a reload, and takes it back', async ({ firestore, visit }) => {
    const seed: Seed = { email: 'edited@example.com', at: ago(60 * 24 * 7) };
    await firestore.write(deskDocuments([seed]));
    const id = caseIdOf(seed);
    const stored = async () => (await firestore.list('cases')).find(({ path }) => path === `cases/${id}`)!;
    const page = await visit({ at: `?case=${id}` });
    const facts = page.locator('.facts');
    await facts.getByText('Call requested').waitFor();

    await press(page, 's', '6');
    await facts.getByText('Won').waitFor();
    await page.getByText('Status: Won, saved').waitFor();
    await press(page, 'a');
    await facts.getByText('You').waitFor();
    await press(page, 'n', '1');
    await page.getByText(/Next action: .*, saved/).waitFor();
    const { fields, types } = await stored();
    expect(fields).toMatchObject({ status: 'WON', owner_uid: 'local-agent', next_action_by: 'local-agent' });
    expect(types).toMatchObject({ handled_at: 'timestampValue', status_at: 'timestampValue' });

    await page.reload();
    await facts.getByText('Won').waitFor();
    await press(page, 'a');
    await page.getByText('Owner: Nobody, saved').waitFor();
    await press(page, 'u');
    await page.getByText('Undone, saved').waitFor();
    expect((await stored()).fields.owner_uid).toBe('local-agent');
  });

  test('records a call that was noted by hand as an event of the agent, once, and the client waits no more', async ({
    firestore,
    visit,
    faults,
  }) => {
    const seed: Seed = { email: 'phoned@example.com', at: ago(60 * 24 * 6) };
    await firestore.write(deskDocuments([seed]));
    const page = await visit({ at: `?case=${caseIdOf(seed)}` });
    await page.getByRole('button', { name: 'Note a call' }).waitFor();
    await press(page, 'c');
    const dialog = page.getByRole('dialog', { name: 'Note a call' });
    await press(page, 'Control+Enter');
    await dialog.getByRole('alert').getByText('Write what was said.').waitFor();

    await page.keyboard.type('Sends the bank statement on Monday.');
    await page.route('**/crm/ingest', (route) => route.abort());
    await press(page, 'Control+Enter');
    await dialog.getByText('Not saved: there is no connection.').waitFor();
    await page.unroute('**/crm/ingest');
    await press(page, 'Escape');
    await dialog.waitFor({ state: 'detached' });
    await press(page, 'c');
    expect(await dialog.getByLabel('What was said').inputValue()).toBe('Sends the bank statement on Monday.');
    await press(page, 'Control+Enter');

    const entry = page.locator('.entry').filter({ hasText: 'Phone call' });
    await entry.getByText('Sends the bank statement on Monday.').first().waitFor();
    await entry.getByText('by hand, You').waitFor();
    await page.getByText('Status: In progress, saved').waitFor();
    expect(await page.locator('.facts .wait').count()).toBe(0);
    const events = await firestore.list(`cases/${caseIdOf(seed)}/events`);
    const recorded = events.filter(({ fields }) => fields.source === 'MANUAL');
    expect(recorded).toHaveLength(1);
    expect(recorded[0]!.fields.source_id).toMatch(/^call:by\/local-agent\//);
    expect(faults.filter((fault) => !fault.includes('net::ERR_FAILED'))).toEqual([]);
  });

  test('takes back what the rules refuse, and says which field and why, without taking the focus', async ({
    firestore,
    visit,
    backend,
  }) => {
    const seed: Seed = { email: 'refused@example.com', at: ago(60 * 24 * 60) };
    await firestore.write(deskDocuments([seed]));
    const page = await visit({ at: `?case=${caseIdOf(seed)}` });
    const facts = page.locator('.facts');
    const button = facts.getByRole('button', { name: 'Owner' });
    await button.waitFor();
    await putRules(backend, (rules) => rules.replace('&& isHandled(request.resource.data, resource.data)', '&& false'));
    try {
      await button.focus();
      await press(page, 'Enter');
      const alert = page.getByRole('alert').filter({ hasText: 'not saved' });
      await alert.waitFor();
      expect(await alert.textContent()).toContain('The owner is as it was: the security rules refuse the change');
      await facts.getByText('Nobody').waitFor();
      expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
      await press(page, '.');
      await alert.getByText('Status: In progress').waitFor();
    } finally {
      await putRules(backend);
    }
    await page.locator(`.rows [data-case="${caseIdOf(seed)}"]`).waitFor();
  });

  test('says "waiting" while there is no connection, never "saved"', async ({ firestore, visit }) => {
    const seed: Seed = { email: 'offline@example.com', at: ago(60 * 24 * 5) };
    await firestore.write(deskDocuments([seed]));
    const page = await visit({ at: `?case=${caseIdOf(seed)}` });
    const facts = page.locator('.facts');
    await facts.getByText('Call requested').waitFor();
    await page.context().setOffline(true);
    await press(page, 'a');
    await facts.getByText('You').waitFor();
    const notices = page.locator('.notices');
    await notices.getByText(/Owner: You, waiting/).waitFor();
    await page.waitForTimeout(1500);
    expect(await notices.textContent()).toMatch(/waiting/);
    expect(await notices.textContent()).not.toContain('saved');
    await page.context().setOffline(false);
    await notices.getByText('Owner: You, saved').waitFor({ timeout: 20_000 });
  });

  let tries = 0;
  test('clears ten cases with the keyboard alone in at most 40 strokes', async ({ firestore, visit }) => {
    // A further try has people of its own, who have waited longer than those that the one before it left.
    tries++;
    const name = `clear${'abc'[tries - 1]}`;
    const seeds = waiting(name, 12, 60 * 24 * (90 + 10 * tries));
    await firestore.write(deskDocuments(seeds));
    const page = await visit();
    await page.getByText(`${name}9@example.com`).waitFor();
    const strokes = ['j', 'Enter', ...Array<string>(10).fill('.')];
    expect(strokes.length).toBeLessThanOrEqual(40);
    await press(page, ...strokes);
    await expect
      .poll(async () => (await emails(page)).slice(0, 2), { timeout: 10_000 })
      .toEqual([`${name}10@example.com`, `${name}11@example.com`]);
    await expect
      .poll(async () => {
        const cases = await firestore.list('cases');
        return cases.filter(
          ({ fields }) => new RegExp(`^${name}\\d@`).test(String(fields.lead_id)) && fields.status === 'IN_PROGRESS',
        ).length;
      })
      .toBe(10);
    // And the one at hand is open.
    await page.getByRole('heading', { name: `${name}10@example.com` }).waitFor();
    await press(page, 'Escape', 'k', 'j', 'u');
    await page.getByText('Undone, saved').waitFor();
    await page.getByText(`${name}9@example.com`).waitFor();
  });

  test('shows what users wrote as text, and conflicts and differing numbers where they matter', async ({
    firestore,
    visit,
    faults,
  }) => {
    const notes = '<img src=x onerror="document.title=1"> & <b>bold</b>';
    const seed: Seed = {
      email: 'doubts@example.com',
      name: '<i>Mallory</i>',
      at: ago(60 * 24 * 4),
      events: [
        { type: 'CALL_REQUESTED', at: ago(60), payload: { ...CALL, notes }, contact: { phone: '+33612345678' } },
        { type: 'CALL_REQUESTED', at: ago(90), payload: CALL, contact: { phone: '+66812345678' } },
      ],
    };
    const documents = deskDocuments([{ ...seed, phone: '+33612345678' }]);
    const event = Object.values(documents).find((one): one is { event_id: string; source_id: string } =>
      JSON.stringify(one).includes('onerror'),
    )!;
    await firestore.write(documents);
    await firestore.write({
      [`event_claims/${event.event_id}/conflicts/${'c'.repeat(64)}`]: {
        event: { ...event, payload: { ...CALL, notes: 'Something else' } },
        lead_id: 'corrected@example.com',
        site_id: 'siam-visa-pro',
        content_hash: 'c'.repeat(64),
        received_at: ago(30).toISOString(),
      },
    });
    const page = await visit({ at: `?case=${caseIdOf(seed)}` });
    await page.getByText(notes).first().waitFor();
    await page.getByRole('heading', { name: '<i>Mallory</i>' }).waitFor();
    await page.getByText('2 different phone numbers').waitFor();
    await page.getByText('Came again with other content').waitFor();
    await page.getByText('It came with the email corrected@example.com.').waitFor();
    await page.getByRole('cell', { name: 'Something else' }).waitFor();
    expect(await page.locator('.case-pane img, .case-pane b').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
