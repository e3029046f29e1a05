import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import type { Store } from '../../src/ingest/ports.js';
import { deliveriesContract } from '../contracts/deliveries.js';
import { storeContract } from '../contracts/store.js';
import { audit, DAY, day, envelopeOf, RECEIVED, type Wire, wire } from '../ingest/wire-events.js';
import { type Emulated, startEmulated } from './emulated.js';

storeContract('Firestore behind its rules', async () => {
  const emulated = await startEmulated();
  return { store: firestoreStore(emulated.session), ...emulated };
});

/** Two orders here, all twenty before a release. */
deliveriesContract('in Firestore', Number(process.env.STORE_ORDERS ?? 2), async () => {
  const emulated = await startEmulated();
  return { store: firestoreStore(emulated.session), ...emulated };
});

/** How many random scripts are compared; 1,000 before a release. */
const SCRIPTS = Number(process.env.STORE_SCRIPTS ?? 10);
const OPERATIONS = 50;

describe('Firestore and the memory store', () => {
  let emulated: Emulated;
  beforeAll(async () => {
    emulated = await startEmulated();
  }, 30_000);
  afterAll(() => emulated?.stop());

  test(
    `give the same answers and hold the same documents after the same script`,
    async () => {
      const event = fc
        .record({
          type: fc.constantFrom('AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'),
          id: fc.integer({ min: 0, max: 30 }),
          offset: fc.integer({ min: 0, max: 120 }),
          lead: fc.integer({ min: 0, max: 2 }),
          intent: fc.constantFrom('DTV', 'DTV visa', 'LTR', '', 'golden'),
          phone: fc.constantFrom(undefined, '0812345678', 'none'),
          broken: fc.integer({ min: 0, max: 20 }),
        } as const)
        .map(({ type, id, offset, lead, intent, phone, broken }): Wire => {
          const named = type === 'AUDIT_COMPLETED' || type === 'CALL_REQUESTED';
          const made = wire(type, `${id}`, {
            at: day(0, offset * DAY + id),
            email: `lead-${lead}@example.com`,
            ...(named ? { payload: { visa_type: intent } } : { intent: intent || '-' }),
            ...(phone && { phone }),
          });
          return broken === 0 ? { ...made, source_id: 'x' } : made;
        });
      const request = fc.array(event, { minLength: 1, maxLength: 12 });
      const scripts = fc.array(request, { minLength: OPERATIONS / 5, maxLength: OPERATIONS / 5 });
      const statuses = new Set<string>();
      await fc.assert(
        fc.asyncProperty(scripts, async (requests) => {
          await emulated.clear();
          const repeats: string[] = [];
          const onRepeat = (code: string) => void repeats.push(code);
          const [real, model] = [firestoreStore(emulated.session, { onRepeat }), memoryStore()];
          for (const events of requests) {
            // One lead at a time: which of two leads gets a disputed id first is a race, and both outcomes are right.
            const answers = async (store: Store) =>
              (await ingest(envelopeOf(events), RECEIVED, { store, leadsAtOnce: 1 })).results;
            const expected = await answers(model);
            expect(await answers(real)).toEqual(expected);
            for (const { status } of expected) statuses.add(status);
          }
          expect(await emulated.documents()).toEqual(model.documents());
          // Every commit the domain makes is one that the rules allow at once.
          expect(repeats).not.toContain('permission-denied');
        }),
        {
          numRuns: SCRIPTS,
          endOnFailure: true,
          ...(process.env.STORE_SEED && { seed: Number(process.env.STORE_SEED) }),
        },
      );
      expect([...statuses].sort()).toEqual(['accepted', 'conflict', 'duplicate', 'rejected']);
    },
    60_000 + 3_000 * SCRIPTS,
  );
});

describe('the Firestore store', () => {
  let emulated: Emulated;
  beforeAll(async () => {
    emulated = await startEmulated();
  }, 30_000);
  afterAll(() => emulated?.stop());
  const answers = async (store: Store, ...events: unknown[]) =>
    (await ingest(envelopeOf(events), RECEIVED, { store })).results.map(({ status, code }) => [status, code]);

  test('commits nine events at once, or eight that all happened before the last of their case', async () => {
    const codes: string[] = [];
    const store = firestoreStore(emulated.session, { onRepeat: (code) => codes.push(code) });
    const nine = (from: string, first: number) =>
      Array.from({ length: 9 }, (_, i) => audit(`${from}${i}`, { at: day(first + i / 10), email: 'nine@example.com' }));
    for (const events of [nine('late', 10), nine('early', 1)])
      expect(await answers(store, ...events)).toEqual(events.map(() => ['accepted', undefined]));
    expect(codes).toEqual([]);
  });

  test('takes an identity that may not read for an outage, not for a bad event', async () => {
    const codes: string[] = [];
    const store = firestoreStore(emulated.signedInAs('nobody'), { onRepeat: (code) => codes.push(code) });
    expect(await answers(store, audit('1'))).toEqual([['retry', 'unavailable']]);
    expect(codes).toEqual(['read-denied', 'read-denied']);
  });

  test('takes a refused commit at its word only when it is refused twice on the same documents', async () => {
    const codes: string[] = [];
    const store = firestoreStore(emulated.session, { onRepeat: (code) => codes.push(code) });
    const refused = store.transact('a', async (get) => {
      await get('leads/a@example.com');
      return { writes: [{ create: 'leads/a@example.com', document: {} }], outcome: 1 };
    });
    await expect(refused).rejects.toMatchObject({ name: 'StoreFailure', reason: 'refused', code: 'permission-denied' });
    expect(codes).toEqual(['permission-denied']);
  });

  test.each([1, 5])(
    'accepts 50 parallel requests on one lead and case at once, from %i instances',
    async (count) => {
      const codes: string[] = [];
      const options = { onRepeat: (code: string) => codes.push(code) };
      const instances = await Promise.all(
        Array.from({ length: count }, async () => {
          const session = emulated.signedInAs('ingest');
          await session.idToken();
          return firestoreStore(session, options);
        }),
      );
      const email = `parallel-${count}@example.com`;
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          answers(instances[i % count]!, audit(`${count}p${i}`, { at: day(i % 20), email })),
        ),
      );
      expect(all).toEqual(Array(50).fill([['accepted', undefined]]));
      const documents = Object.entries(await emulated.documents()).filter(([, { lead_id }]) => lead_id === email);
      expect(documents.filter(([path]) => path.includes('/events/'))).toHaveLength(50);
      expect(documents.filter(([path]) => /^cases\/[^/]+$/.test(path))).toHaveLength(1);
      expect(1 + codes.length / 50).toBeLessThanOrEqual(count === 1 ? 1 : 4);
    },
    60_000,
  );

  test('answers retry when Firestore is gone, and goes on when it is back', async () => {
    let reachable = false;
    const { idToken } = emulated.session;
    const session = { ...emulated.session, idToken: () => (reachable ? idToken() : Promise.reject(gone())) };
    const store = firestoreStore(session);
    expect(await answers(store, audit('o1'))).toEqual([['retry', 'unavailable']]);
    reachable = true;
    expect(await answers(store, audit('o1'))).toEqual([['accepted', undefined]]);
  });
});

const gone = () => Object.assign(new Error('no connection'), { code: 'unavailable' });
