import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Crm } from '../../src/sdk/index.js';
import { AUDIT, LEAD } from './page.js';

/** `npm test` builds it first; `CRM_DIST` names another. */
const DIST = process.env.CRM_DIST ?? join(import.meta.dirname, '../../dist');
const METHODS = [
  'appointmentBooked',
  'auditCompleted',
  'callRequested',
  'chatSummarized',
  'close',
  'discard',
  'flush',
  'identify',
  'rejected',
  'reset',
  'retry',
  'setConsent',
  'status',
  'subscribe',
];

interface Sent {
  readonly method: string;
  readonly credentials: string;
  readonly keepalive: boolean;
  readonly body: string;
}

/** The built file as a page runs it: what is a module becomes a script that makes a client. */
function scriptOf(file: string): string {
  const code = readFileSync(join(DIST, file), 'utf8');
  if (file === 'crm.iife.js') return code;
  const { code: library } = transformSync(code, { format: 'iife', globalName: 'npm' });
  return `${library}; window.crm = npm.createCrm({ siteId: 'dist', endpoint: 'http://ingest.test/' });`;
}

/** A page that has run it; its ingest answers each event with the same status. */
function page(file: string, status: string) {
  const sent: Sent[] = [];
  const indexedDB = new IDBFactory();
  const globals = {
    window: {} as { crm: Crm },
    document: {
      visibilityState: 'visible',
      hidden: false,
      currentScript: { dataset: { site: 'dist', endpoint: 'http://ingest.test/' } },
    },
    indexedDB,
    IDBKeyRange,
    localStorage: { getItem: () => null, setItem: () => {}, removeItem: () => {} },
    navigator: {},
    addEventListener: () => {},
    console: { error: () => {}, debug: () => {} },
    fetch: async (_url: string, init: Sent) => {
      sent.push(init);
      const { events } = JSON.parse(init.body) as { events: { event_id: string }[] };
      const issues = [{ path: 'payload', code: 'custom', message: 'no' }];
      return Response.json({ results: events.map(({ event_id }) => ({ event_id, status, code: 'why', issues })) });
    },
    ...{ setTimeout, clearTimeout, crypto, TextEncoder, AbortController, AbortSignal, performance },
  };
  vm.runInNewContext(scriptOf(file), globals);
  const records = () =>
    new Promise<unknown[]>((resolve, reject) => {
      const opening = indexedDB.open('siam-crm:dist');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const all = opening.result.transaction('outbox').objectStore('outbox').getAll();
        all.onsuccess = () => resolve(all.result);
      };
    });
  return { crm: globals.window.crm, sent, records };
}

describe.skipIf(!existsSync(DIST)).each(['crm.iife.js', 'index.js'])(
  'dist/%s, with its inner names shortened',
  (file) => {
    let it: ReturnType<typeof page>;
    beforeEach(() => {
      it = page(file, 'rejected');
      return () => it.crm.close();
    });

    test('has the methods that the contract names, and no others', () => {
      expect(Object.keys(it.crm).sort()).toEqual(METHODS);
    });

    test('keeps the fields of a persisted record', async () => {
      const { eventId } = await it.crm.auditCompleted(AUDIT, { sourceId: 's1' });
      const [record] = (await it.records()) as Record<string, unknown>[];
      expect(Object.keys(record!).sort()).toEqual(['at', 'bytes', 'json', 'key', 'state', 'v', 'visitor']);
      expect(record).toMatchObject({ v: 1, state: 'held' });
      expect((record!.key as string).slice(0, 64)).toBe(eventId);
      expect(Object.keys(JSON.parse(record!.json as string)).sort()).toEqual([
        'event_id',
        'payload',
        'source',
        'source_id',
        'timestamp',
        'type',
      ]);
    });

    test('keeps the names of the wire, of verdicts and of dead letters', async () => {
      const { delivered } = await it.crm.auditCompleted(AUDIT, {
        sourceId: 's1',
        lead: LEAD,
        intent: 'DTV',
        summary: { text: 't', lang: 'fr' },
      });
      await it.crm.flush();
      const { body, ...init } = it.sent[0]!;
      expect(init).toMatchObject({ method: 'POST', credentials: 'omit', keepalive: true });
      const { events, ...head } = JSON.parse(body);
      expect(Object.keys(head)).toEqual(['v', 'site_id', 'sent_at', 'sdk']);
      expect(events[0]).toMatchObject({
        type: 'AUDIT_COMPLETED',
        source: 'WEB_CHAT',
        source_id: 'audit:s1',
        intent: 'DTV',
        lead: LEAD,
        summary: { text: 't', lang: 'fr' },
        payload: AUDIT,
      });
      const issues = [{ path: 'payload', code: 'custom', message: 'no' }];
      expect(await delivered).toEqual({ status: 'rejected', code: 'why', issues });
      const [letter] = await it.crm.rejected();
      expect(letter).toMatchObject({ status: 'rejected', code: 'why', issues, event: { source_id: 'audit:s1' } });
      expect(Object.keys(letter!).sort()).toEqual(['at', 'code', 'event', 'eventId', 'issues', 'status']);
    });

    test('keeps the names of the status', async () => {
      await it.crm.auditCompleted(AUDIT, { sourceId: 's1' });
      const status = it.crm.status();
      expect(Object.keys(status)).toEqual(
        expect.arrayContaining(
          'persistence consent identified queued held inFlight rejected delivered dropped locks'.split(' '),
        ),
      );
      expect(status).toMatchObject({ persistence: 'indexeddb', consent: 'granted', held: 1, dropped: {} });
    });

    test('keeps the names of a validation error', async () => {
      const error = await it.crm.auditCompleted({} as never, { sourceId: 's1' }).catch((error) => error);
      expect(error).toMatchObject({ name: 'CrmValidationError' });
      expect(error.issues[0]).toEqual({
        path: 'payload.visa_type',
        code: 'invalid_type',
        message: 'payload.visa_type must be text',
      });
    });

    test('tells why the last attempt came to nothing', async () => {
      const down = page(file, 'accepted');
      await down.crm.auditCompleted(AUDIT, { sourceId: 's1', lead: LEAD });
      down.sent.push = () => {
        throw new TypeError('Failed to fetch');
      };
      await down.crm.flush();
      expect(Object.keys(down.crm.status().lastError!).sort()).toEqual(['at', 'code', 'message']);
      expect(down.crm.status()).toMatchObject({ lastError: { code: 'network' }, queued: 1 });
      expect(down.crm.status().nextAttemptAt).toBeTypeOf('number');
      down.crm.close();
    });
  },
);
