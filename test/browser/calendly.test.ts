import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, ROOT, startBackend } from '../../local/backend.js';
import { freePorts } from '../../local/ports.js';
import { complaintsOfAxe } from '../support/axe.js';
import { launchChromium } from '../support/browser.js';
import { type FirestoreAdmin, firestoreAdmin } from '../support/firestore-admin.js';

const DATA = join(ROOT, `.crm-data/test-calendly-${process.pid}`);

let backend: Backend;
let browser: Browser;
let firestore: FirestoreAdmin;

beforeAll(async () => {
  mkdirSync(DATA, { recursive: true });
  const ports = await freePorts();
  [backend, browser] = await Promise.all([startBackend({ ports, dataDir: DATA, snapshotEvery: 0 }), launchChromium()]);
  firestore = firestoreAdmin(ports.firestore);
});
afterAll(async () => {
  await browser?.close();
  await backend?.stop();
  rmSync(DATA, { recursive: true, force: true });
});

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const answered = (page: Page, text: string) => page.locator('#webhooks li').first().getByText(text).waitFor();
const typesOf = async (email: string) =>
  (await firestore.group('events')).filter(({ fields }) => fields.lead_id === email).map(({ fields }) => fields.type);
const caseOf = async (email: string) => (await firestore.list('cases')).find(({ fields }) => fields.lead_id === email)!;

test('on the demo a call is booked, told twice, forged, moved and canceled, and the agents see each once', async () => {
  const email = 'calendly.demo@example.com';
  const page = await browser.newPage({ locale: 'en-GB' });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`${backend.url}/calendly.html`);
  await page.getByLabel('Your email').fill(email);

  await press(page, 'Book the call');
  await answered(page, '"accepted"');
  const sourceId = await page.locator('[data-field="sourceId"]').textContent();
  expect((await firestore.group('events')).map(({ fields }) => fields.source_id)).toContain(`appointment:${sourceId}`);
  expect((await caseOf(email)).fields).toMatchObject({ status: 'CALL_SCHEDULED', next_action_by: 'calendly' });

  await press(page, 'Send its webhook again');
  await answered(page, '"duplicate"');
  await press(page, 'Forge its webhook');
  await answered(page, 'signature_forged');
  await press(page, 'Tell the CRM from the page, too');
  await page.getByText('duplicate: the webhook has told it already').waitFor();
  expect(await typesOf(email)).toEqual(['APPOINTMENT_BOOKED']);

  const before = (await caseOf(email)).fields.next_action_at;
  const later = await page.locator('#slot option').nth(3).getAttribute('value');
  await page.getByLabel('When').selectOption(later);
  await press(page, 'Move it to the time above');
  await answered(page, '"accepted"');
  expect((await caseOf(email)).fields.next_action_at).toBe(later);
  expect(before).not.toBe(later);

  await press(page, 'Cancel it');
  await answered(page, 'invitee.canceled');
  expect(await typesOf(email)).toEqual(expect.arrayContaining(['CALL_REQUESTED']));
  expect(await typesOf(email)).toHaveLength(3);
  const due = String((await caseOf(email)).fields.next_action_at);
  expect(Date.parse(due)).toBeLessThanOrEqual(Date.now());
  await page.getByText('was canceled by the client').first().waitFor();

  const desk = await browser.newPage({ locale: 'en-GB' });
  await desk.goto(`${backend.url}/admin/?case=${(await caseOf(email)).path.split('/')[1]}`);
  await desk.getByRole('button', { name: 'agent@example.com' }).click();
  await desk.getByText('(Canceled)').waitFor();
  expect(await desk.locator('.appointment-booked').count()).toBe(2);
  await desk.close();

  expect(faults).toEqual([]);
  expect(await complaintsOfAxe(page)).toEqual([]);
  await page.close();
});

test('a page hears the frame of Calendly and no other', async () => {
  const context = await browser.newContext();
  const message = (id: string) => {
    const uri = `https://api.calendly.com/scheduled_events/${id}`;
    return { event: 'calendly.event_scheduled', payload: { event: { uri }, invitee: { uri: `${uri}/invitees/X` } } };
  };
  const frame = (id: string) =>
    `<!doctype html><title>frame</title><script>parent.postMessage(${JSON.stringify(message(id))}, '*')</script>`;
  const site = `<!doctype html><title>site</title><script type="module">
    import { onBooking } from '/calendly.js';
    window.heard = [];
    window.stop = onBooking(({ sourceId }) => heard.push(sourceId));
    for (const origin of ['https://evil.example', 'https://calendly.com.evil.example', 'https://calendly.com']) {
      const frame = document.createElement('iframe');
      frame.src = origin + '/visa-call';
      document.body.append(frame);
      await new Promise((loaded) => frame.addEventListener('load', loaded));
    }
    window.done = true;
  </script>`;
  const html = (body: string) => ({ contentType: 'text/html', body });
  await context.route('https://site.example/', (route) => route.fulfill(html(site)));
  await context.route('https://site.example/calendly.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', path: join(ROOT, 'dist/calendly.js') }),
  );
  await context.route('https://calendly.com/**', (route) => route.fulfill(html(frame('GENUINE'))));
  await context.route('https://*.example/visa-call', (route) => route.fulfill(html(frame('FORGED'))));
  const page = await context.newPage();
  await page.goto('https://site.example/');
  await page.waitForFunction('window.done && heard.length');
  expect(await page.evaluate('heard')).toEqual(['GENUINE']);

  await page.evaluate('stop()');
  await page.evaluate("document.querySelectorAll('iframe')[2].src += '?again'");
  await page.frameLocator('iframe[src$="again"]').locator('script').waitFor({ state: 'attached' });
  await page.waitForTimeout(200);
  expect(await page.evaluate('heard')).toHaveLength(1);
  await context.close();
});
