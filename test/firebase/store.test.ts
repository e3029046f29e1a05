import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { isStoreFailure, type Store } from '../../src/ingest/ports.js';
import { storeContract } from '../contracts/store.js';
import { audit, DAY, day, envelopeOf, RECEIVED, type Wire, wire } from '../ingest/wire-events.js';
import { type Emulated, startEmulated } from './emulated.js';

storeContract('Firestore behind its rules', async () => {
  const emulated = await startEmulated();
  return { store: firestoreStore(emulated.session), ...emulated };
});

/** How many random scripts are compared; 1,000 before a release. */
const SCRIPTS = Number(process.env.STORE_SCRIPTS ?? 15);
const OPERATIONS = 50;

describe('Firestore and the memory store', () => {
  let emulated: Emulated;
  beforeAll(async () => {
    emulated = await startEmulated();
  }, 30_000);
  afterAll(() => emulated?.stop());

  test(`give the same answers and hold the same documents after the same script`, async () => {
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
        const [real, model] = [firestoreStore(emulated.session), memoryStore()];
        for (const events of requests) {
          // One lead at a time: which of two leads gets a disputed id first is a race, and both outcomes are right.
          const answers = async (store: Store) =>
            (await ingest(envelopeOf(events), RECEIVED, { store, leadsAtOnce: 1 })).results;
          const expected = await answers(model);
          expect(await answers(real)).toEqual(expected);
          for (const { status } of expected) statuses.add(status);
        }
        expect(await emulated.documents()).toEqual(model.documents());
      }),
      { numRuns: SCRIPTS },
    );
    expect([...statuses].sort()).toEqual(['accepted', 'conflict', 'duplicate', 'rejected']);
  }, 600_000);
});

describe('Firestore behind its rules', () => {
  test('takes a person that the rules do not know for an outage, not for a bad event', async () => {
    const emulated = await startEmulated();
    const stranger = await emulated.session.firestore();
    await emulated.stop();
    const store = firestoreStore({ firestore: async () => stranger, forget: () => {} }, { attemptsUnanswered: 1 });
    const failure = await store
      .transact('a', async (get) => ({ writes: [], outcome: await get('leads/a@example.com') }))
      .catch((error: unknown) => error);
    expect(isStoreFailure(failure) && failure.reason).toBe('unavailable');
    const { results } = await ingest(envelopeOf([audit('1')]), RECEIVED, { store });
    expect(results).toMatchObject([{ status: 'retry', code: 'unavailable' }]);
  }, 30_000);
});
