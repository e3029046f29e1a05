import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, startBackend } from '../../local/backend.js';
import { freePorts } from '../../local/ports.js';
import { launchChromium } from '../support/browser.js';
import { type FirestoreAdmin, firestoreAdmin } from '../support/firestore-admin.js';

const DATA = join(import.meta.dirname, `../../.crm-data/test-${process.pid}`);
const EVENTS = ['Audit completed', 'Call requested', 'Chat summarized', 'Appointment booked'];

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

/** An address that no other test has, nor another try of the same one. */
const fresh = (name: string) => `${name}.${Date.now()}@example.com`;
/** A visitor with a device of their own, on the demo. */
async function visit(email: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(backend.url);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Identify' }).click();
  return page;
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const eventsOf = async (email: string) =>
  (await firestore.group('events')).filter(({ fields }) => fields.lead_id === email);
const caseOf = async (email: string) => (await firestore.list('cases')).find(({ fields }) => fields.lead_id === email)!;
const arrived = (email: string, count: number) =>
  expect.poll(() => eventsOf(email).then((events) => events.length), { timeout: 15_000 }).toBe(count);

describe('from a button of the demo to Firestore', () => {
  test('lead, case, event and claim stand in Firestore, and the case on the page', async () => {
    const page = await visit('  First.Path@Example.com ');
    await press(page, 'Audit completed');
    await arrived('first.path@example.com', 1);
    const [event] = await eventsOf('first.path@example.com');
    const stored = await caseOf('first.path@example.com');
    expect(event!.path).toBe(`cases/${stored.fields.case_id}/events/${event!.fields.event_id}`);
    expect(stored.fields).toMatchObject({ intent: 'DTV', status: 'AUDIT_DONE', site_id: 'siam-visa-pro' });
    const claims = await firestore.list('event_claims');
    expect(claims.map(({ path }) => path)).toContain(`event_claims/${event!.fields.event_id}`);
    await page.getByText('first.path@example.com').first().waitFor();
    await page.context().close();
  });

  test('every field of the data model is there under its name and type', async () => {
    const email = fresh('every.field');
    const page = await visit(email);
    for (const name of EVENTS) await press(page, name);
    await arrived(email, 4);

    const lead = (await firestore.list('leads')).find(({ path }) => path === `leads/${email}`)!;
    for (const field of ['email', 'phone', 'name', 'source', 'created_at', 'updated_at'])
      expect(lead.types, field).toHaveProperty(field, 'stringValue');
    expect(lead.fields.phone).toMatch(/^\+\d+$/);

    const { fields, types } = await caseOf(email);
    const texts = ['case_id', 'lead_id', 'intent', 'status', 'owner_uid', 'site_id'];
    for (const field of [...texts, 'last_event_at', 'next_action_at', 'created_at'])
      expect(types, field).toHaveProperty(field, 'stringValue');
    expect(['integerValue', 'doubleValue']).toContain(types.confidence_score);
    expect(fields.status).toBe('CALL_SCHEDULED');

    const events = await eventsOf(email);
    for (const event of events) {
      for (const field of ['event_id', 'type', 'timestamp', 'source', 'source_id'])
        expect(event.types, field).toHaveProperty(field, 'stringValue');
      expect(event.types).toHaveProperty('payload', 'mapValue');
    }
    const payload = (type: string) =>
      Object.keys(events.find(({ fields }) => fields.type === type)!.fields.payload as object).sort();
    expect(payload('AUDIT_COMPLETED')).toEqual(
      ['audit_status', 'confidence_score', 'issues', 'missing_docs', 'ready_for_payment', 'visa_type'].sort(),
    );
    expect(payload('CALL_REQUESTED')).toEqual(['notes', 'reason', 'transcript', 'user_stage', 'visa_type']);
    expect(payload('CHAT_SUMMARIZED')).toEqual(
      ['action_plan', 'executive_summary', 'strengths', 'visa_score', 'weaknesses'].sort(),
    );
    expect(payload('APPOINTMENT_BOOKED')).toEqual(
      ['end_time', 'event_uri', 'location', 'provider', 'start_time'].sort(),
    );
    expect(events.some(({ types }) => types.summary === 'mapValue')).toBe(true);
    await page.context().close();
  });

  test('an event pressed while the server is down arrives after a reload, once', async () => {
    const email = fresh('server.down');
    const page = await visit(email);
    await press(page, 'Audit completed');
    await arrived(email, 1);
    // It stands in Firestore a moment before the page knows.
    await page.locator('#receipts .badge.accepted').waitFor();
    await backend.appServer.stop();
    try {
      await press(page, 'Call requested');
      await page.locator('.stat.queued dd', { hasText: '1' }).waitFor();
      await expect(page.reload()).rejects.toThrow('ERR_CONNECTION_REFUSED');
    } finally {
      await backend.appServer.start();
    }
    const later = await page.context().newPage();
    await later.goto(backend.url);
    await arrived(email, 2);
    // Long enough for a second sending to arrive, if there were one.
    await later.waitForTimeout(1000);
    expect(await eventsOf(email)).toHaveLength(2);
    expect(await later.evaluate(() => document.querySelector('.stat.queued dd')?.textContent)).toBe('0');
    await page.context().close();
  });

  test('the same sourceId leaves one event; with another payload it is a conflict that the page shows', async () => {
    const email = fresh('same.id');
    const id = `same-${Date.now()}`;
    const page = await visit(email);
    const payload = page.locator('#payload-AUDIT_COMPLETED');
    const sourceId = page.locator('#data-AUDIT_COMPLETED').getByLabel('sourceId');
    await sourceId.fill(id);
    await press(page, 'Audit completed');
    await arrived(email, 1);
    await sourceId.fill(id);
    await press(page, 'Audit completed');
    await page.locator('#receipts .badge.duplicate').waitFor();
    expect(await eventsOf(email)).toHaveLength(1);

    await sourceId.fill(id);
    await payload.fill((await payload.inputValue()).replace(/"confidence_score": \d+/, '"confidence_score": 12'));
    await press(page, 'Audit completed');
    await page.locator('#receipts .badge.conflict').waitFor();
    expect(await eventsOf(email)).toHaveLength(1);
    const [event] = await eventsOf(email);
    expect(await firestore.list(`event_claims/${event!.fields.event_id}/conflicts`)).toHaveLength(1);
    await page.context().close();
  });
});

describe('around the SDK', () => {
  test('the function refuses what breaks the schema, and takes the good event beside it', async () => {
    const { eventId } = await import('../../src/schema/event-id.js');
    const event = (id: string, score: number) => ({
      event_id: eventId('WEB_CHAT', `audit:${id}`),
      type: 'AUDIT_COMPLETED',
      timestamp: new Date().toISOString(),
      source: 'WEB_CHAT',
      source_id: `audit:${id}`,
      payload: {
        visa_type: 'DTV',
        audit_status: 'VALID',
        confidence_score: score,
        issues: [],
        missing_docs: [],
        ready_for_payment: true,
      },
      lead: { email: 'around.sdk@example.com' },
    });
    const envelope = { v: 1, site_id: 'siam-visa-pro', sent_at: new Date().toISOString(), sdk: '0.1.0' };
    const response = await fetch(`${backend.url}/crm/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8', origin: backend.url },
      body: JSON.stringify({ ...envelope, events: [event('around-1', 140), event('around-2', 40)] }),
    });
    expect(response.status).toBe(200);
    const { results } = (await response.json()) as { results: { status: string; issues?: { path: string }[] }[] };
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'accepted']);
    expect(results[0]!.issues![0]!.path).toBe('payload.confidence_score');
  });
});
