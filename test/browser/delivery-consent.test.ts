import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  durable,
  emit,
  endings,
  eventually,
  LEAD,
  onDevice,
  sentTwice,
  statusOf,
  taken,
  verdictsOf,
  visit,
} from '../support/page.js';
import { test } from '../support/page-test.js';
import type { Sink } from '../support/sink.js';

const BEN = { email: 'ben@example.com' };
const PENDING = { path: '/pending' };

/** What the SDK left on the device. */
const traces = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    keys: Object.keys(localStorage),
  }));
const leads = (sink: Sink) => new Set(sink.log.flatMap(({ events }) => events.map(({ lead }) => lead.email)));
const dropped = (page: Page, code: string, count: number) =>
  eventually(async () => {
    const verdicts = Object.values(await verdictsOf(page));
    expect(verdicts).toEqual(Array(count).fill({ status: 'dropped', code }));
  });

describe('consent', () => {
  test.concurrent('pending: 20 calls leave nothing on the device and send nothing, and a reload forgets them', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, PENDING);
    await emit(page, 20);
    await durable(page, 20);
    expect(await statusOf(page)).toMatchObject({ consent: 'pending', persistence: 'memory', queued: 20 });
    expect(await traces(page)).toEqual({ databases: [], keys: [] });
    await page.reload();
    await page.evaluate(() => window.crm.setConsent('granted'));
    await onDevice(page);
    await page.waitForTimeout(500);
    expect(sink.requests).toEqual([]);
    expect(faults).toEqual([]);
  });

  test.concurrent('granted later: the 20 of before are delivered once, with the time of their calls', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, PENDING);
    const [before, after] = [Date.now(), await emit(page, 20).then(() => Date.now())];
    await page.waitForTimeout(1000);
    await page.evaluate(() => window.crm.setConsent('granted'));
    await taken(sink, 20);
    expect(sentTwice(sink)).toBe(0);
    for (const { timestamp } of sink.log.flatMap(({ events }) => events)) {
      expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(timestamp)).toBeLessThanOrEqual(after);
    }
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
    expect(faults).toEqual([]);
  });

  test.concurrent('granted while the sink is down: the 20 of before are on the device, and outlive the page', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink, PENDING);
    sink.otherwise = { status: 503 };
    await emit(page, 20);
    await page.evaluate(() => window.crm.setConsent('granted'));
    await page.close();
    sink.otherwise = 'ok';
    await visit(context, sink, { identified: false });
    await taken(sink, 20);
    expect(sink.resent.size).toBe(0);
  });

  test.concurrent('denied while pending: 20 end as dropped, none is sent, a later call is dropped too', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, PENDING);
    await emit(page, 20);
    await page.evaluate(() => window.crm.setConsent('denied'));
    await dropped(page, 'consent_denied', 20);
    await emit(page, 1, 'later');
    await dropped(page, 'consent_denied', 21);
    expect(await statusOf(page)).toMatchObject({ consent: 'denied', queued: 0, dropped: { consent_denied: 21 } });
    expect(sink.requests).toEqual([]);
    expect(faults).toEqual([]);
  });

  test.concurrent('denied in one of two tabs while the sink is down: the 40 of both are purged and both learn it', async ({
    context,
    sink,
  }) => {
    const tabs = [await visit(context, sink), await visit(context, sink)];
    sink.otherwise = { status: 503 };
    for (const [i, { page }] of tabs.entries()) await emit(page, 20, `tab-${i}`);
    for (const { page } of tabs) await durable(page, 20);
    await tabs[0]!.page.evaluate(() => window.crm.setConsent('denied'));
    for (const { page } of tabs) await dropped(page, 'consent_denied', 20);
    const { keys } = await traces(tabs[0]!.page);
    expect(keys).toEqual([]);
    sink.otherwise = 'ok';
    for (const { page } of tabs) await page.close();
    const requests = sink.requests.length;
    const { page, faults } = await visit(context, sink);
    await onDevice(page);
    await page.waitForTimeout(1000);
    expect(await statusOf(page)).toMatchObject({ queued: 0, held: 0 });
    expect(sink.requests.length).toBe(requests);
    expect(sink.stored.size).toBe(0);
    expect([...tabs[0]!.faults, ...tabs[1]!.faults, ...faults]).toEqual([]);
  });
});

describe('who the visitor is', () => {
  const asNobody = { identified: false };
  const identify = (page: Page, lead: { email: string }) => page.evaluate((lead) => window.crm.identify(lead), lead);

  test.concurrent('20 held without a lead in one tab go to the lead that another tab identifies, once', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, asNobody);
    const other = await visit(context, sink, asNobody);
    await emit(page, 20);
    await durable(page, 20);
    expect(await statusOf(page)).toMatchObject({ held: 20, queued: 0, identified: false });
    expect(sink.requests).toEqual([]);
    await identify(other.page, LEAD);
    await taken(sink, 20);
    expect(sentTwice(sink)).toBe(0);
    expect(leads(sink)).toEqual(new Set([LEAD.email]));
    await eventually(async () => expect(await endings(page)).toEqual({ accepted: 20 }));
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ held: 0, queued: 0, identified: true }));
    expect([...faults, ...other.faults]).toEqual([]);
  });

  test.concurrent('20 held over a reload go to the lead that the next page identifies', async ({ context, sink }) => {
    const { page } = await visit(context, sink, asNobody);
    await emit(page, 20);
    await durable(page, 20);
    await page.reload();
    await eventually(async () => expect(await statusOf(page)).toMatchObject({ held: 20 }));
    await identify(page, LEAD);
    await taken(sink, 20);
    expect(sentTwice(sink)).toBe(0);
  });

  test.concurrent('the lead outlives a reload and is known in every tab', async ({ context, sink }) => {
    const { page } = await visit(context, sink);
    await page.reload();
    const other = await visit(context, sink, asNobody);
    await emit(page, 5, 'a');
    await emit(other.page, 5, 'b');
    await taken(sink, 10);
    expect(leads(sink)).toEqual(new Set([LEAD.email]));
  });

  test.concurrent('after a reset in another tab, the 20 held for the former visitor are never given to the next', async ({
    context,
    sink,
  }) => {
    const { page, faults } = await visit(context, sink, asNobody);
    const other = await visit(context, sink, asNobody);
    await emit(page, 20, 'former');
    await durable(page, 20);
    await other.page.evaluate(() => window.crm.reset());
    await dropped(page, 'never_identified', 20);
    await identify(other.page, BEN);
    await emit(page, 5, 'next');
    await taken(sink, 5);
    await page.reload();
    await page.waitForTimeout(500);
    expect(sink.stored.size).toBe(5);
    expect(leads(sink)).toEqual(new Set([BEN.email]));
    expect([...faults, ...other.faults]).toEqual([]);
  });

  test.concurrent('a reset does not touch the 20 that wait for the sink: they go to the lead of their calls', async ({
    context,
    sink,
  }) => {
    const { page } = await visit(context, sink);
    sink.otherwise = { status: 503 };
    await emit(page, 20);
    await page.evaluate(() => window.crm.reset());
    await identify(page, BEN);
    sink.otherwise = 'ok';
    await emit(page, 1, 'ben');
    await taken(sink, 21);
    for (const { source_id, lead } of sink.log.flatMap(({ events }) => events))
      expect(lead.email, source_id).toBe(source_id === 'call:ben-0' ? BEN.email : LEAD.email);
  });
});
