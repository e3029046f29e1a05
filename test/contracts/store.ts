import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.js';
import { type Fields, isStoreFailure, type Step, type Store } from '../../src/ingest/ports.js';
import type { CaseDocument } from '../../src/schema/case.js';
import { casePath, leadPath } from '../../src/schema/collections.js';
import type { Lead } from '../../src/schema/lead.js';
import { audit, booking, call, day, EMAIL, envelopeOf, RECEIVED, wire } from '../ingest/wire-events.js';

/** A store under test, and what an outsider sees of it. */
export interface StoreUnderTest {
  store: Store;
  documents(): Promise<Record<string, Fields>>;
  /** Changes fields of a document past the store, as a dashboard does; the time is one of the server's. */
  edit(path: string, changes: Fields, serverTimes: Record<string, string>): Promise<void>;
  clear(): Promise<void>;
  stop?(): Promise<void>;
}

/** What every store promises: src/ingest/ports.ts. */
export function storeContract(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, () => {
    let it: StoreUnderTest;
    beforeAll(async () => {
      it = await start();
    }, 30_000);
    afterAll(() => it?.stop?.());
    beforeEach(() => it.clear());

    const send = async (...events: unknown[]) =>
      (await ingest(envelopeOf(events), RECEIVED, { store: it.store })).results.map(({ status }) => status);
    const theCase = async () => {
      const cases = Object.entries(await it.documents()).filter(([path]) => /^cases\/[^/]+$/.test(path));
      expect(cases).toHaveLength(1);
      return cases[0]![1] as CaseDocument & Fields; // the only document of that kind
    };

    test('finds nothing where nothing was written', async () => {
      expect(await it.store.transact(EMAIL, async (get) => ({ writes: [], outcome: await get(leadPath(EMAIL)) }))).toBe(
        undefined,
      );
    });

    test('shows the next transaction what a commit wrote, as it was written', async () => {
      expect(await send(audit('1', { phone: '+33612345678' }))).toEqual(['accepted']);
      const lead = await it.store.transact(EMAIL, async (get) => ({ writes: [], outcome: await get(leadPath(EMAIL)) }));
      expect(lead).toEqual((await it.documents())[leadPath(EMAIL)]);
      expect(lead).toMatchObject({ email: EMAIL, phone: '+33612345678', source: 'AUDIT_IA' });
    });

    test('writes all of a commit or nothing', async () => {
      const fault = new Error('after the reads');
      const work = async (get: (path: string) => Promise<unknown>): Promise<Step<void>> => {
        await get(leadPath(EMAIL));
        throw fault;
      };
      await expect(it.store.transact(EMAIL, work)).rejects.toBe(fault);
      const half = (): Promise<Step<void>> =>
        Promise.resolve({
          writes: [{ create: leadPath(EMAIL), document: { email: 'not-the-id@example.com' } }],
          outcome: undefined,
        });
      const refusal = await it.store.transact(EMAIL, half).catch((error: unknown) => error);
      expect(isStoreFailure(refusal) && refusal.reason).toBe('refused');
      expect(await it.documents()).toEqual({});
    });

    test('updates the named fields and leaves an edit of an agent alone', async () => {
      await send(audit('1'));
      const { case_id } = await theCase();
      const edit = { status: 'WON', owner_uid: 'agent-1', next_action_at: day(9), next_action_by: 'agent-1' };
      await it.edit(casePath(case_id), edit, { handled_at: day(1), status_at: day(1) });
      expect(await send(call('2', { at: day(2) }), booking('3', { at: day(3) }))).toEqual(['accepted', 'accepted']);
      expect(await theCase()).toMatchObject({
        ...edit,
        handled_at: day(1),
        status_at: day(1),
        last_event_at: day(3),
        waiting_since: day(2),
      });
    });

    test('adds entries to a map beside those that are there', async () => {
      await send(audit('1'));
      await send(audit('2', { payload: { visa_type: 'LTR' } }));
      const lead = (await it.documents())[leadPath(EMAIL)] as unknown as Lead;
      expect(
        Object.values(lead.cases)
          .map(({ intent }) => intent)
          .sort(),
      ).toEqual(['DTV', 'LTR']);
    });

    test('lets 20 parallel requests on one lead and case all take effect', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, i) => send(audit(`${i}`, { at: day(i) }))));
      expect(all.flat()).toEqual(Array(20).fill('accepted'));
      expect(await theCase()).toMatchObject({ first_event_at: day(0), last_event_at: day(19) });
    });

    test('accepts an event once that comes 10 times at once, for two leads', async () => {
      const all = await Promise.all(
        Array.from({ length: 10 }, (_, i) => send(audit('1', { email: `lead-${i % 2}@example.com` }))),
      );
      const count = (status: string) => all.flat().filter((found) => found === status).length;
      expect([count('accepted'), count('duplicate'), count('conflict')]).toEqual([1, 4, 5]);
      expect(Object.keys(await it.documents()).filter((path) => path.includes('/events/'))).toHaveLength(1);
      expect(Object.keys(await it.documents()).filter((path) => path.includes('/conflicts/'))).toHaveLength(1);
    });

    test('takes nine events of every type in one commit, and what joins two cases', async () => {
      const types = ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'] as const;
      const nine = Array.from({ length: 9 }, (_, i) => wire(types[i % 4]!, `${i}`, { at: day(i * 2), name: 'Claire' }));
      expect(await send(...nine)).toEqual(Array(9).fill('accepted'));
      expect(await send(audit('later', { at: day(60) }))).toEqual(['accepted']);
      expect(await send(audit('between', { at: day(40) }))).toEqual(['accepted']);
      const cases = Object.values(await it.documents()).filter((document) => 'continues' in document);
      expect(cases).toHaveLength(1);
    });
  });
}
