// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCrm } from '../../src/sdk/index.js';
import { AUDIT, closeTabs, LEAD, newDevice, openTab, patience, scriptedIngest } from './page.js';

beforeEach(newDevice);
afterEach(() => {
  closeTabs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
const audit = (crm: ReturnType<typeof openTab>, id: string, more: object = {}) =>
  crm.auditCompleted(AUDIT, { sourceId: id, ...more });

describe('a call', () => {
  test('answers once the event is kept, and delivers it', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    await crm.identify(LEAD);
    const { eventId, delivered } = await audit(crm, 's1');
    expect(crm.status()).toMatchObject({ queued: 1, persistence: 'indexeddb', identified: true });
    expect(await delivered).toMatchObject({ status: 'accepted' });
    expect(ingest.events()).toMatchObject([{ event_id: eventId, source_id: 'audit:s1', lead: LEAD }]);
    await crm.flush();
    expect(crm.status()).toMatchObject({ queued: 0, inFlight: 0, delivered: 1 });
  });

  test('sends what the wire’s law says', async () => {
    const ingest = scriptedIngest();
    const crm = openTab({ appCheckToken: async () => 'token' });
    await audit(crm, 's1', { lead: LEAD });
    await crm.flush();
    const { body } = ingest.sent[0]!;
    expect(Object.keys(body)).toEqual(['v', 'site_id', 'sent_at', 'sdk', 'app_check', 'events']);
    expect(body).toMatchObject({ v: 1, site_id: 'test', app_check: 'token' });
    expect(new Date(body.sent_at).toISOString()).toBe(body.sent_at);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('no token'))],
    [
      'throws',
      () => {
        throw new Error('no token');
      },
    ],
    ['answers what JSON has no words for', async () => 5n as unknown as string],
  ])('is delivered without an App Check token where that %s', async (_how, appCheckToken) => {
    const ingest = scriptedIngest();
    const crm = openTab({ appCheckToken });
    await audit(crm, 's1', { lead: LEAD });
    await crm.flush();
    expect(ingest.sent[0]!.body).not.toHaveProperty('app_check');
  });

  test('copies the payload before the page changes it', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const payload = structuredClone(AUDIT);
    const call = crm.auditCompleted(payload, { sourceId: 's1', lead: LEAD });
    payload.visa_type = 'changed';
    await call;
    await crm.flush();
    expect(ingest.events()[0]!.payload).toEqual(AUDIT);
  });

  test('that is invalid queues nothing', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const error = await crm.auditCompleted({} as never, { sourceId: 's1' }).catch((error) => error);
    expect(error.name).toBe('CrmValidationError');
    expect(error.issues.length).toBeGreaterThan(4);
    await crm.flush();
    expect(ingest.sent).toEqual([]);
    expect(crm.status()).toMatchObject({ queued: 0, held: 0 });
  });

  test.each<[string, unknown[]]>([
    ['without options', [AUDIT]],
    ['with options null', [AUDIT, null]],
    ['with no arguments', []],
    ['with a sourceId that is no text', [AUDIT, { sourceId: {} }]],
  ])('%s rejects with a validation error', async (_how, args) => {
    const crm = openTab();
    const call = crm.auditCompleted as (...args: unknown[]) => Promise<unknown>;
    await expect(call(...args)).rejects.toMatchObject({ name: 'CrmValidationError' });
  });

  test('of callRequested has an id of its own each time', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const payload = { reason: 'r', visa_type: '', user_stage: 's', notes: '' };
    await Promise.all([crm.callRequested(payload, { lead: LEAD }), crm.callRequested(payload, { lead: LEAD })]);
    await crm.flush();
    const ids = ingest.events().map(({ source_id }) => source_id);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^call:[\w-]{21}$/);
  });

  test('made twice with the same content is one event, with one verdict for both', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const [one, two] = await Promise.all([audit(crm, 's1', { lead: LEAD }), audit(crm, 's1', { lead: LEAD })]);
    expect(await two.delivered).toEqual(await one.delivered);
    expect(ingest.events()).toHaveLength(1);
  });

  test('made again with other content is a conflict, told loudly and kept', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    ingest.script = ['accepted', 'conflict'];
    const one = await audit(crm, 's1', { lead: LEAD });
    const two = await crm.auditCompleted({ ...AUDIT, confidence_score: 1 }, { sourceId: 's1', lead: LEAD });
    expect(await one.delivered).toMatchObject({ status: 'accepted' });
    expect(await two.delivered).toMatchObject({ status: 'conflict' });
    expect(ingest.sent.map(({ body }) => body.events.length)).toEqual([1, 1]);
    expect(await crm.rejected()).toMatchObject([
      { eventId: one.eventId, status: 'conflict', event: { payload: { confidence_score: 1 } } },
    ]);
    expect(console.error).toHaveBeenCalled();
  });

  test('corrected after a refusal is judged anew', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    ingest.script = ['rejected'];
    await (await audit(crm, 's1', { lead: LEAD })).delivered;
    const better = await crm.auditCompleted({ ...AUDIT, confidence_score: 1 }, { sourceId: 's1', lead: LEAD });
    expect(await better.delivered).toMatchObject({ status: 'accepted' });
    expect(await crm.rejected()).toHaveLength(1);
  });

  test('dropped by beforeSend ends so, and is counted', async () => {
    const ingest = scriptedIngest();
    const crm = openTab({ beforeSend: () => null });
    const { delivered } = await audit(crm, 's1', { lead: LEAD });
    expect(await delivered).toMatchObject({ status: 'dropped', code: 'dropped_by_page' });
    expect(crm.status()).toMatchObject({ dropped: { dropped_by_page: 1 }, queued: 0 });
    expect(ingest.sent).toEqual([]);
  });
});

describe('an event without a lead', () => {
  test('is held, and sent once the lead is known', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const { delivered } = await audit(crm, 's1');
    await crm.flush();
    expect(crm.status()).toMatchObject({ held: 1, queued: 0 });
    expect(ingest.sent).toEqual([]);
    await crm.identify({ email: ' ANA@example.com' });
    await delivered;
    expect(ingest.events()[0]!.lead).toEqual(LEAD);
  });

  test('is held over a reload', async () => {
    const ingest = scriptedIngest();
    const before = openTab();
    await audit(before, 's1');
    before.close();
    const crm = openTab();
    await crm.flush();
    expect(crm.status().held).toBe(1);
    await crm.identify(LEAD);
    await crm.flush();
    expect(ingest.events()).toHaveLength(1);
  });

  test('is never given to the next visitor after reset', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    const { delivered } = await audit(crm, 's1');
    await crm.reset();
    expect(await delivered).toMatchObject({ status: 'dropped', code: 'never_identified' });
    const next = await audit(crm, 's2');
    await crm.identify({ email: 'bo@example.com' });
    await next.delivered;
    expect(ingest.events()).toMatchObject([{ source_id: 'audit:s2', lead: { email: 'bo@example.com' } }]);
  });

  test('that is emitted in the task of reset() belongs to the former visitor when it came first', async () => {
    scriptedIngest();
    const crm = openTab();
    const call = audit(crm, 's1');
    await crm.reset();
    expect(await (await call).delivered).toMatchObject({ code: 'never_identified' });
  });

  test('belongs to the next visitor also on a clock that was set back', async () => {
    const ingest = scriptedIngest();
    const one = openTab();
    await one.reset();
    await one.flush();
    one.close();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    const crm = openTab();
    await audit(crm, 's1');
    await crm.identify(LEAD);
    await crm.flush();
    expect(ingest.events()).toHaveLength(1);
  });

  test('is not given to the next visitor where the page has cleared localStorage in between', async () => {
    const ingest = scriptedIngest();
    const one = openTab();
    await one.reset();
    await audit(one, 's1');
    one.close();
    localStorage.clear();
    await patience(5); // two logouts are never of one millisecond
    const crm = openTab();
    await crm.reset();
    await crm.identify(LEAD);
    await crm.flush();
    expect(ingest.events()).toEqual([]);
  });

  test('an event already given to a lead is still sent after reset', async () => {
    const ingest = scriptedIngest('down');
    const crm = openTab();
    await crm.identify(LEAD);
    await audit(crm, 's1');
    await crm.flush();
    await crm.reset();
    expect(crm.status()).toMatchObject({ queued: 1, identified: false });
    ingest.otherwise = 'accepted';
    await crm.flush();
    expect(crm.status()).toMatchObject({ delivered: 1 });
  });
});

describe('consent', () => {
  /** A device whose second visitor has an event that waits for their name. */
  const heldByTheSecond = async () => {
    const one = openTab();
    await one.reset();
    await audit(one, 'held');
    one.close();
    return openTab({ consent: 'pending' });
  };

  test('that is pending does not make the page forget who held what', async () => {
    const ingest = scriptedIngest();
    const crm = await heldByTheSecond();
    await crm.identify(LEAD);
    await crm.setConsent('granted');
    await crm.flush();
    expect(ingest.events()).toMatchObject([{ source_id: 'audit:held', lead: LEAD }]);
  });

  test('that is given after a logout gives the next visitor nothing of the former', async () => {
    const ingest = scriptedIngest();
    const crm = await heldByTheSecond();
    await crm.reset();
    await crm.setConsent('granted');
    await crm.identify(LEAD);
    await crm.flush();
    expect(ingest.events()).toEqual([]);
    expect(crm.status().dropped).toEqual({ never_identified: 1 });
  });

  test('that is given in the task of an event sends that as the stored visitor’s', async () => {
    const ingest = scriptedIngest();
    const one = openTab();
    await one.reset();
    await one.identify(LEAD);
    one.close();
    const crm = openTab({ consent: 'pending' });
    const call = audit(crm, 's1');
    void crm.setConsent('granted');
    expect(await (await call).delivered).toEqual({ status: 'accepted' });
    expect(ingest.events()).toMatchObject([{ lead: LEAD }]);
  });

  test('that is denied from the start leaves no name on the device', async () => {
    scriptedIngest();
    const one = openTab();
    await one.identify(LEAD);
    one.close();
    openTab({ consent: 'denied' });
    expect(localStorage.length).toBe(0);
  });

  test('that is pending keeps events in memory, with their time, and nothing on the device', async () => {
    const ingest = scriptedIngest();
    const crm = openTab({ consent: 'pending' });
    await crm.identify(LEAD);
    await audit(crm, 's1');
    await crm.flush();
    expect(crm.status()).toMatchObject({ queued: 1, persistence: 'memory', consent: 'pending' });
    expect(await indexedDB.databases()).toEqual([]);
    expect(localStorage.length).toBe(0);
    const before = new Date().toISOString();
    await patience(5);
    await crm.setConsent('granted');
    await crm.flush();
    expect(crm.status()).toMatchObject({ consent: 'granted', persistence: 'indexeddb', delivered: 1 });
    expect((ingest.events()[0]!.timestamp as string) <= before).toBe(true);
    expect(localStorage.length).toBe(1);
  });

  test('that is denied purges memory, device and lead, and drops what comes', async () => {
    const ingest = scriptedIngest('down');
    const crm = openTab();
    await crm.identify(LEAD);
    const { delivered } = await audit(crm, 's1');
    await crm.flush();
    await crm.setConsent('denied');
    expect(await delivered).toMatchObject({ status: 'dropped', code: 'consent_denied' });
    const later = await audit(crm, 's2', { lead: LEAD });
    expect(await later.delivered).toMatchObject({ code: 'consent_denied' });
    expect(crm.status()).toMatchObject({ queued: 0, identified: false, dropped: { consent_denied: 2 } });
    expect(localStorage.length).toBe(0);
    const sent = ingest.sent.length;
    await crm.flush();
    expect(ingest.sent).toHaveLength(sent);
    crm.close();
    ingest.otherwise = 'accepted';
    const next = openTab();
    await next.flush();
    expect(next.status()).toMatchObject({ queued: 0 });
    expect(ingest.sent).toHaveLength(sent);
  });

  test('that is denied purges what was pending', async () => {
    scriptedIngest();
    const crm = openTab({ consent: 'pending' });
    const call = audit(crm, 's1', { lead: LEAD });
    await crm.setConsent('denied');
    expect(await (await call).delivered).toMatchObject({ code: 'consent_denied' });
    await crm.setConsent('granted');
    await crm.flush();
    expect(crm.status()).toMatchObject({ queued: 0, delivered: 0 });
  });
});

describe('the limits', () => {
  test('drop what is one event, or one byte, too many', async () => {
    scriptedIngest('down');
    const crm = openTab({ outbox: { maxEvents: 2 } });
    const receipts = await Promise.all(['a', 'b', 'c'].map((id) => audit(crm, id, { lead: LEAD })));
    expect(await receipts[2]!.delivered).toMatchObject({ status: 'dropped', code: 'outbox_full' });
    expect(crm.status()).toMatchObject({ queued: 2, dropped: { outbox_full: 1 } });
    crm.close();
    const small = openTab({ outbox: { maxBytes: 1500 } });
    await expect.poll(() => small.status().queued).toBe(2);
    const { delivered } = await audit(small, 'd', { lead: LEAD, summary: { text: 'é'.repeat(500) } });
    expect(await delivered).toMatchObject({ code: 'outbox_full' });
  });

  test('make room again as events are delivered', async () => {
    scriptedIngest();
    const crm = openTab({ outbox: { maxEvents: 1 } });
    for (const id of ['a', 'b']) {
      const { delivered } = await audit(crm, id, { lead: LEAD });
      expect(await delivered).toMatchObject({ status: 'accepted' });
      await crm.flush();
    }
  });

  test('of age drop a queued event only after one more failed attempt, a held one at once', async () => {
    const ingest = scriptedIngest('down');
    const crm = openTab();
    const queued = await audit(crm, 'a', { lead: LEAD });
    await audit(crm, 'b');
    await crm.flush();
    const later = Date.now() + 31 * 86_400_000;
    vi.spyOn(Date, 'now').mockImplementation(() => later);
    ingest.script = ['accepted'];
    const third = await audit(crm, 'c', { lead: LEAD });
    await crm.flush();
    expect(await queued.delivered).toMatchObject({ status: 'accepted' });
    await third.delivered;
    expect(crm.status()).toMatchObject({ dropped: { never_identified: 1 }, delivered: 2 });
  });

  test('of age tell why: expired, or never identified', async () => {
    scriptedIngest('down');
    const crm = openTab({ outbox: { maxAgeDays: 1 } });
    const queued = await audit(crm, 'a', { lead: LEAD });
    const held = await audit(crm, 'b');
    await crm.flush();
    const later = Date.now() + 2 * 86_400_000;
    vi.spyOn(Date, 'now').mockImplementation(() => later);
    await crm.flush();
    expect(await queued.delivered).toMatchObject({ status: 'dropped', code: 'expired' });
    expect(await held.delivered).toMatchObject({ status: 'dropped', code: 'never_identified' });
    expect(crm.status()).toMatchObject({ queued: 0, held: 0 });
  });
});

describe('a dead letter', () => {
  test('is kept over a reload, and queued again by retry', async () => {
    const ingest = scriptedIngest('rejected');
    const before = openTab();
    const { eventId, delivered } = await audit(before, 's1', { lead: LEAD });
    expect(await delivered).toMatchObject({ status: 'rejected' });
    before.close();
    const crm = openTab();
    await patience(20);
    expect(crm.status().rejected).toBe(1);
    expect(await crm.rejected()).toMatchObject([{ eventId, status: 'rejected', event: { source_id: 'audit:s1' } }]);
    expect(await crm.retry('nothing')).toBe(false);
    ingest.otherwise = 'accepted';
    expect(await crm.retry(eventId)).toBe(true);
    await crm.flush();
    expect(crm.status()).toMatchObject({ rejected: 0, queued: 0, delivered: 1 });
  });

  test('is gone for good, and counted, after discard', async () => {
    scriptedIngest('rejected');
    const crm = openTab();
    const { eventId, delivered } = await audit(crm, 's1', { lead: LEAD });
    await delivered;
    expect(await crm.discard(eventId)).toBe(true);
    expect(await crm.discard(eventId)).toBe(false);
    expect(await crm.rejected()).toEqual([]);
    expect(crm.status()).toMatchObject({ rejected: 0, dropped: { discarded: 1 } });
  });
});

describe('a failure', () => {
  test('shows in the status until something is delivered', async () => {
    const ingest = scriptedIngest(503);
    const crm = openTab();
    await audit(crm, 's1', { lead: LEAD });
    await crm.flush();
    expect(crm.status()).toMatchObject({ queued: 1, lastError: { code: 'http_503' } });
    expect(crm.status().nextAttemptAt).toBeGreaterThan(Date.now() - 1000);
    ingest.otherwise = 'accepted';
    await crm.flush();
    expect(crm.status()).toMatchObject({ queued: 0 });
    expect(crm.status().lastError).toBeUndefined();
    expect(crm.status().nextAttemptAt).toBeUndefined();
  });

  test('of storage keeps events in memory and still delivers them', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    const ingest = scriptedIngest();
    const crm = openTab();
    const { delivered } = await audit(crm, 's1', { lead: LEAD });
    expect(crm.status().persistence).toBe('memory');
    expect(crm.status().persistenceReason).toContain('SecurityError');
    expect(await delivered).toMatchObject({ status: 'accepted' });
    expect(ingest.events()).toHaveLength(1);
  });
});

describe('the status', () => {
  test('is told at most once a task, and is one object between changes', async () => {
    scriptedIngest();
    const crm = openTab();
    const listener = vi.fn();
    crm.subscribe(listener);
    await patience(30);
    listener.mockClear();
    expect(crm.status()).toBe(crm.status());
    const calls = Array.from({ length: 100 }, (_, i) => audit(crm, `s${i}`));
    expect(listener).not.toHaveBeenCalled();
    await Promise.all(calls);
    await patience(0);
    expect(listener.mock.calls.length).toBeLessThanOrEqual(3);
    expect(crm.status().held).toBe(100);
  });
});

describe('two tabs', () => {
  test('learn a verdict from whichever flushed the event', async () => {
    const ingest = scriptedIngest('down');
    const [one, two] = [openTab(), openTab()];
    const { delivered } = await audit(one, 's1', { lead: LEAD });
    await one.flush();
    ingest.otherwise = 'accepted';
    await two.flush();
    expect(await delivered).toMatchObject({ status: 'accepted' });
    await patience(200);
    expect(one.status().queued).toBe(0);
  });

  test('do not send again, when they are hidden, what another one delivered', async () => {
    const ingest = scriptedIngest('down');
    const [one, two] = [openTab(), openTab()];
    const { delivered } = await audit(one, 's1', { lead: LEAD });
    await one.flush();
    ingest.otherwise = 'accepted';
    await two.flush();
    await delivered;
    ingest.sent.length = 0;
    dispatchEvent(new Event('pagehide'));
    await patience(20);
    expect(ingest.sent).toEqual([]);
  });

  test('know at once who the visitor is', async () => {
    const ingest = scriptedIngest();
    const [one, two] = [openTab(), openTab()];
    await audit(two, 's1');
    await one.identify(LEAD);
    await patience(200);
    expect(ingest.events()).toHaveLength(1);
    expect(two.status().identified).toBe(true);
  });
});

test('a channel that throws keeps nothing from being delivered', async () => {
  const ingest = scriptedIngest();
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage() {
        throw new Error('InvalidStateError');
      }
      close() {}
    },
  );
  const crm = openTab();
  await crm.identify(LEAD);
  const { delivered } = await audit(crm, 's1');
  expect(await delivered).toMatchObject({ status: 'accepted' });
  expect(ingest.events()).toHaveLength(1);
});

describe('a page that goes away', () => {
  test('sends its own fresh events at once, as a request that outlives it', async () => {
    const ingest = scriptedIngest();
    const crm = openTab();
    await audit(crm, 's1', { lead: LEAD });
    dispatchEvent(new Event('pagehide'));
    await patience(0);
    expect(ingest.sent).toMatchObject([{ keepalive: true }]);
    await patience(20);
  });

  test('sends nothing without consent', async () => {
    const ingest = scriptedIngest();
    const crm = openTab({ consent: 'pending' });
    await audit(crm, 's1', { lead: LEAD });
    dispatchEvent(new Event('pagehide'));
    await patience(20);
    expect(ingest.sent).toEqual([]);
  });
});

describe('createCrm', () => {
  test('answers one client for a site and page, until that is closed', () => {
    scriptedIngest();
    const options = { siteId: 'one', endpoint: '/' };
    const crm = createCrm(options);
    expect(createCrm(options)).toBe(crm);
    crm.close();
    const next = createCrm(options);
    expect(next).not.toBe(crm);
    next.close();
  });

  test('tells the console what is missing, and throws nothing', () => {
    for (const nothing of [{}, null, undefined]) {
      const crm = createCrm(nothing as never);
      crm.close();
    }
    expect(console.error).toHaveBeenCalledTimes(3);
  });
});
