import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import { WINDOW } from '../../src/ingest/resolve-case.js';
import { contentHash } from '../../src/schema/content-hash.js';
import type { WireEvent } from '../../src/schema/event.js';
import type { EventType } from '../../src/schema/event-id.js';
import type { Lead } from '../../src/schema/lead.js';
import { canonical, casesIn, isOlderAndNear } from './canonical.js';
import { agentEdits, send } from './specification.js';
import { DAY, day, EMAIL, RECEIVED, type Wire, wire } from './wire-events.js';

/** Fewer than these and the property was checked on next to nothing. */
const RUNS = 400;

const TYPES: EventType[] = ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'];
const payloadOf = (type: EventType, said: string, score: number) => {
  if (type === 'AUDIT_COMPLETED') return { visa_type: said, confidence_score: score };
  if (type === 'CALL_REQUESTED') return { visa_type: said };
  return type === 'APPOINTMENT_BOOKED' ? { start_time: day(300 + score) } : {};
};

/** Events of one lead; `offsets` are their times, `said` what they call their intent. */
const eventsArb = (offsets: fc.Arbitrary<number>, said: fc.Arbitrary<string>) =>
  fc
    .array(
      fc.record({
        type: fc.constantFrom(...TYPES),
        offset: offsets,
        said,
        score: fc.integer({ min: 0, max: 100 }),
        name: fc.constantFrom(undefined, 'Claire', 'C. Dupont'),
        phone: fc.constantFrom(undefined, '+33612345678', '0812345678'),
      }),
      { minLength: 2, maxLength: 8 },
    )
    .map((specs) =>
      specs.map(({ type, offset, said, score, name, phone }, i) =>
        wire(type, `s${i}`, {
          at: day(0, offset),
          payload: payloadOf(type, said, score),
          intent: said || '?',
          ...(name && { name }),
          ...(phone && { phone }),
        }),
      ),
    );

/** Times close to one another, so that ties and one case are common. */
const inOneWindow = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 29 * DAY }));
/** Times around the edges of windows, over half a year. */
const anywhere = fc
  .tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom(0, WINDOW, 15 * DAY, 20 * DAY),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([times, step, edge]) => times * step + edge);

/** Times 20 days apart: every second one opens a case of its own where the one between has not come yet. */
const stepping = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -1, max: 1 }))
  .map(([times, edge]) => times * 20 * DAY + edge);

/** The same deliveries in another order, some repeated, split into other requests. */
const deliveriesArb = (events: Wire[]) =>
  fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.array(fc.constantFrom(...events), { maxLength: 6 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 3 })),
    )
    .chain(([order, repeats, sizes]) =>
      // Repeats come anywhere: what comes first of two is the delivery, the other the repeat.
      fc.shuffledSubarray([...order, ...repeats], { minLength: order.length + repeats.length }).map((all) => {
        const requests: Wire[][] = [];
        for (let from = 0; from < all.length; ) {
          const size = sizes.next().value as number; // an infinite stream never ends
          requests.push(all.slice(from, (from += size)));
        }
        return requests;
      }),
    );

async function storeAfter(requests: Wire[][], store = memoryStore()): Promise<MemoryStore> {
  for (const request of requests)
    for (const { status } of await send(store, request)) expect(['accepted', 'duplicate']).toContain(status);
  return store;
}

describe('the same deliveries in any order, repeated and split anyhow', () => {
  test('leave the same documents where all belong to one case', async () => {
    const cases = eventsArb(inOneWindow, fc.constant('DTV')).chain((events) =>
      fc.tuple(deliveriesArb(events), deliveriesArb(events)),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([one, other]) => {
        expect(canonical((await storeAfter(one)).documents())).toEqual(
          canonical((await storeAfter(other)).documents()),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('leave the same documents wherever the cases are the same', async () => {
    let compared = 0;
    const cases = eventsArb(anywhere, fc.constantFrom('DTV', 'DTV', 'LTR', '')).chain((events) =>
      fc.tuple(deliveriesArb(events), deliveriesArb(events)),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([one, other]) => {
        const [a, b] = [
          canonical((await storeAfter(one)).documents()),
          canonical((await storeAfter(other)).documents()),
        ];
        if (a.partition !== b.partition) return;
        compared++;
        expect(a.documents).toBe(b.documents);
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  });

  test('leave the same documents on either side of an edit by an agent, who keeps what was set', async () => {
    const edit = fc.record({
      status: fc.constantFrom('NEW', 'IN_PROGRESS', 'WON', 'CALL_REQUESTED'),
      owner_uid: fc.constantFrom('', 'agent-1'),
    } as const);
    const scripts = eventsArb(inOneWindow, fc.constant('DTV')).chain((events) => {
      const [early, late] = [events.slice(0, 1), events.slice(1)];
      return fc.tuple(deliveriesArb(early), deliveriesArb(late), deliveriesArb(late), edit);
    });
    await fc.assert(
      fc.asyncProperty(scripts, async ([early, one, other, changes]) => {
        const run = async (late: Wire[][]) => {
          const store = await storeAfter(early);
          agentEdits({ ...changes, next_action_at: day(5), next_action_by: 'agent-1' }, day(40))(store);
          return storeAfter(late, store);
        };
        const [a, b] = [await run(one), await run(other)];
        expect(canonical(a.documents())).toEqual(canonical(b.documents()));
        const [only] = casesIn(a.documents());
        expect(only).toMatchObject({ owner_uid: changes.owner_uid, next_action_at: day(5), next_action_by: 'agent-1' });
        if (changes.status === 'WON') expect(only!.status).toBe('WON');
      }),
      { numRuns: RUNS },
    );
  });
});

describe('whatever is delivered', () => {
  test('each event stands once in the database, its claim and its lead know its case, each bridge is recorded', async () => {
    let bridges = 0;
    const cases = eventsArb(
      fc.oneof(stepping, stepping, stepping, anywhere),
      fc.constantFrom('DTV', 'DTV', 'DTV', 'LTR', ''),
    ).chain((events) => fc.tuple(fc.constant(events), deliveriesArb(events)));
    await fc.assert(
      fc.asyncProperty(cases, async ([events, requests]) => {
        const store = await storeAfter(requests);
        const documents = store.documents();
        const places = Object.keys(documents).flatMap((path) => (path.includes('/events/') ? [path.split('/')] : []));
        expect(places.map(([, , , id]) => id).sort()).toEqual(events.map(({ event_id }) => event_id).sort());
        for (const [, caseId, , id] of places)
          expect(documents[`event_claims/${id}`]).toMatchObject({ case_id: caseId });
        const lead = documents[`leads/${EMAIL}`] as unknown as Lead;
        const stored = casesIn(documents);
        for (const { case_id, intent, site_id, first_event_at, last_event_at } of stored)
          expect(lead.cases[case_id]).toEqual({ case_id, intent, site_id, first_event_at, last_event_at });
        expect(Object.keys(lead.cases)).toHaveLength(stored.length);
        for (const younger of stored) {
          const older = stored.filter((other) => isOlderAndNear(other, younger));
          expect(younger.continues !== undefined).toBe(older.length > 0);
          if (younger.continues) expect(older.map(({ case_id }) => case_id)).toContain(younger.continues);
          bridges += older.length;
        }
      }),
      { numRuns: RUNS },
    );
    expect(bridges).toBeGreaterThan(10);
  });
});

test('of several contents under one id, one is the event and each other one is kept beside its claim', async () => {
  const variant = fc.record({
    id: fc.integer({ min: 0, max: 2 }),
    email: fc.constantFrom(EMAIL, 'corrected@example.com'),
    score: fc.integer({ min: 0, max: 2 }),
    offset: anywhere,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(variant, { minLength: 2, maxLength: 12 }), async (variants) => {
      const store = memoryStore();
      const events = variants.map(({ id, email, score, offset }) =>
        wire('AUDIT_COMPLETED', `s${id}`, { at: day(0, offset), email, payload: { confidence_score: score } }),
      );
      for (const event of events) await send(store, [event]);
      const paths = Object.keys(store.documents());
      for (const { event_id } of events) {
        const contents = new Set(
          events.flatMap((one) => (one.event_id === event_id ? [contentHash(one as WireEvent)] : [])),
        );
        expect(paths.filter((path) => path.endsWith(`/events/${event_id}`))).toHaveLength(1);
        const kept = paths.filter((path) => path.startsWith(`event_claims/${event_id}/conflicts/`));
        expect(
          [
            store.documents()[`event_claims/${event_id}`]!.content_hash,
            ...kept.map((path) => path.split('/')[3]),
          ].sort(),
        ).toEqual([...contents].sort());
      }
    }),
    { numRuns: RUNS },
  );
});

test('every request in these tests is received after all that happened', () => {
  expect(RECEIVED > day(200)).toBe(true);
});
