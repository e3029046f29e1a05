import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { buildClient } from '../../src/sdk/client.js';
import type { Crm, CrmOptions } from '../../src/sdk/index.js';

export const LEAD = { email: 'ana@example.com' };
export const AUDIT = {
  visa_type: 'DTV',
  audit_status: 'VALID' as const,
  confidence_score: 80,
  issues: ['late'],
  missing_docs: [],
  ready_for_payment: true,
};

export interface Sent {
  readonly body: { v: number; site_id: string; sent_at: string; sdk: string; app_check?: string; events: SentEvent[] };
  readonly keepalive: boolean;
}
export interface SentEvent {
  readonly event_id: string;
  readonly lead?: { email: string };
  readonly [field: string]: unknown;
}
/** What the scripted ingest does with a request: a status of every event, an HTTP status, no answer, or its own response. */
type Step = 'accepted' | 'rejected' | 'conflict' | 'retry' | 'down' | number | ((sent: Sent) => Response);

/** An ingest that follows a script, one step a request, and then `otherwise`; it stands in for `fetch`. */
export function scriptedIngest(otherwise: Step = 'accepted') {
  const ingest = { sent: [] as Sent[], script: [] as Step[], otherwise };
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const sent: Sent = { body: JSON.parse(init.body as string), keepalive: !!init.keepalive };
    ingest.sent.push(sent);
    const step = ingest.script.shift() ?? ingest.otherwise;
    if (step === 'down') throw new TypeError('Failed to fetch');
    if (typeof step === 'number') return new Response('no', { status: step });
    if (typeof step === 'function') return step(sent);
    return Response.json({
      received_at: new Date().toISOString(),
      results: sent.body.events.map(({ event_id }) => ({ event_id, status: step })),
    });
  });
  return Object.assign(ingest, { events: () => ingest.sent.flatMap(({ body }) => body.events) });
}

const open = new Set<Crm>();

/** A tab of its own on the same device; `createCrm` would answer the page's first client. */
export function openTab(options: Partial<CrmOptions> = {}): Crm {
  const crm = buildClient({ siteId: 'test', endpoint: 'http://ingest.test/', ...options }, 'siam-crm:test', () => {});
  open.add(crm);
  return crm;
}

export function closeTabs(): void {
  for (const crm of open) crm.close();
  open.clear();
}

/** Web Locks as one browser gives them to its tabs. */
function webLocks() {
  const held = new Set<string>();
  return {
    async request(name: string, { ifAvailable }: LockOptions, callback: (lock: object | null) => Promise<unknown>) {
      if (ifAvailable && held.has(name)) return callback(null);
      held.add(name);
      return Promise.resolve(callback({ name })).finally(() => held.delete(name));
    },
  };
}

/** A device on which nothing was kept yet. */
export function newDevice(): void {
  vi.stubGlobal('indexedDB', new IDBFactory());
  if (globalThis.document) Object.defineProperty(navigator, 'locks', { value: webLocks(), configurable: true });
  globalThis.localStorage?.clear();
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'debug').mockImplementation(() => {});
}

export const patience = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
