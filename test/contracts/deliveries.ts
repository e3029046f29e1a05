import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.js';
import { canonical, casesIn, type Documents, eventIdsIn, isOlderAndNear } from '../ingest/canonical.js';
import { DAY, day, envelopeOf, RECEIVED, type Wire, wire } from '../ingest/wire-events.js';
import type { StoreUnderTest } from './store.js';

const DELIVERIES = 200;
const LEADS = 8;

/** 200 events of eight leads over half a year, so that windows are joined, missed and bridged; always the same. */
function deliveries(): Wire[] {
  const specs = fc.record({
    type: fc.constantFrom('AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'),
    lead: fc.integer({ min: 0, max: LEADS - 1 }),
    offset: fc.oneof(
      fc.integer({ min: 0, max: 180 * DAY }),
      fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -1, max: 1 })).map(([n, edge]) => n * 30 * DAY + edge),
    ),
    said: fc.constantFrom('DTV', 'LTR', 'golden', ''),
    phone: fc.constantFrom(undefined, '+33612345678', '0812345678'),
    name: fc.constantFrom(undefined, 'Claire', 'C. Dupont'),
  } as const);
  return fc.sample(specs, { numRuns: DELIVERIES, seed: 4 }).map(({ type, lead, offset, said, phone, name }, i) =>
    wire(type, `${i}`, {
      at: day(0, offset),
      email: `lead-${lead}@example.com`,
      ...(type === 'AUDIT_COMPLETED' || type === 'CALL_REQUESTED'
        ? { payload: { visa_type: said } }
        : { intent: said || '?' }),
      ...(phone && { phone }),
      ...(name && { name }),
    }),
  );
}

/** Orders of the same events, each with up to a hundred repeats anywhere, split into requests of 1 to 12. */
const ordersOf = (events: Wire[], numRuns: number): Wire[][][] =>
  fc
    .sample(
      fc
        .array(fc.constantFrom(...events), { maxLength: 100, size: 'max' })
        .chain((repeats) =>
          fc.tuple(
            fc.shuffledSubarray([...events, ...repeats], { minLength: events.length + repeats.length }),
            fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 300, maxLength: 300 }),
          ),
        ),
      { numRuns, seed: 5 },
    )
    .map(([all, sizes]) => {
      const requests: Wire[][] = [];
      for (let from = 0; from < all.length; from += requests.at(-1)!.length)
        requests.push(all.slice(from, from + sizes[requests.length]!));
      return requests;
    });

/** The same deliveries in so many orders, with repeats, leave what every store promises to keep. */
export function deliveriesContract(name: string, orders: number, start: () => Promise<StoreUnderTest>): void {
  describe(`200 deliveries in ${orders} shuffled orders with repeats, ${name}`, () => {
    const events = deliveries();
    const ids = events.map(({ event_id }) => event_id).sort();
    const left: Documents[] = [];
    beforeAll(async () => {
      const it = await start();
      for (const requests of ordersOf(events, orders)) {
        await it.clear();
        const statuses: string[] = [];
        for (const request of requests) {
          const { results } = await ingest(envelopeOf(request), RECEIVED, { store: it.store });
          statuses.push(...results.map(({ status }) => status));
        }
        expect(statuses.filter((status) => status === 'accepted')).toHaveLength(DELIVERIES);
        expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(statuses.length - DELIVERIES);
        left.push(await it.documents());
      }
      await it.stop?.();
    }, 600_000);
    afterAll(() => left.splice(0));

    test('leave each event exactly once in the whole database, in the case that its claim names', () => {
      for (const documents of left) {
        const places = casesIn(documents).flatMap(({ case_id }) =>
          eventIdsIn(documents, case_id).map((id) => [id, case_id] as const),
        );
        expect(places.map(([id]) => id).sort()).toEqual(ids);
        for (const [id, case_id] of places) expect(documents[`event_claims/${id}`]).toMatchObject({ case_id });
      }
    });

    test('leave identical documents wherever the cases are the same', () => {
      const seen = new Map<string, string>();
      let compared = 0;
      const same = (documents: Documents, name: string) => {
        const { documents: text } = canonical(documents);
        if (seen.has(name)) compared++;
        expect(text).toBe(seen.get(name) ?? text);
        seen.set(name, text);
      };
      for (const documents of left) {
        const those = (isOne: (path: string) => boolean): Documents =>
          Object.fromEntries(Object.entries(documents).filter(([path]) => isOne(path)));
        for (const { case_id } of casesIn(documents))
          same(
            those((path) => path.startsWith(`cases/${case_id}`)),
            eventIdsIn(documents, case_id).sort().join('+'),
          );
        for (let lead = 0; lead < LEADS; lead++) {
          const email = `lead-${lead}@example.com`;
          const its = Object.fromEntries(Object.entries(documents).filter(([, { lead_id }]) => lead_id === email));
          const path = `leads/${email}`;
          same({ ...its, [path]: documents[path]! }, `${path} ${canonical(its).partition}`);
        }
      }
      expect(compared).toBeGreaterThan(left.length);
    });

    test('leave every bridge recorded, and none that is not there', () => {
      let bridges = 0;
      for (const documents of left) {
        const cases = casesIn(documents);
        for (const younger of cases) {
          const older = cases.filter((other) => isOlderAndNear(other, younger)).map(({ case_id }) => case_id);
          expect(older.length > 0).toBe(younger.continues !== undefined);
          if (younger.continues) expect(older).toContain(younger.continues);
          bridges += older.length;
        }
      }
      expect(bridges).toBeGreaterThan(left.length);
    });
  });
}
