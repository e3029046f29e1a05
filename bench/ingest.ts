/**
 * How many events a second go through the ingest into Firestore behind its rules: in requests of 10 events of one lead
 * and in requests of one event, so one transaction each, also through Firebase's own SDK. By turns, in an emulator of
 * its own, once as far away as a Firestore of the same region and once on loopback, where one processor evaluating rules
 * is the bound of all. Beside it the processor time that the function itself takes, and 50 parallel requests on one lead
 * and case. `node --import tsx bench/ingest.ts`; ROUND_TRIP, REQUESTS, ROUNDS and AT_ONCE change what it does.
 */
import { firestoreStore } from '../src/firebase/store.js';
import { ingest } from '../src/ingest/ingest.js';
import type { Store } from '../src/ingest/ports.js';
import { startCounted } from '../test/firebase/counted.js';
import { startEmulated } from '../test/firebase/emulated.js';
import { audit, day, envelopeOf, RECEIVED, type Wire, wire } from '../test/ingest/wire-events.js';
import { plainStore } from './ingest-plain-store.js';

const REQUESTS = Number(process.env.REQUESTS ?? 50);
const EVENTS = 10;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** How long a request to Firestore is under way beside what the emulator takes, ms. An assumption, and a low one. */
const ROUND_TRIP = Number(process.env.ROUND_TRIP ?? 10);
/** Requests under way at a time. With more than one, bench and emulator compete for the processors. */
const AT_ONCE = Number(process.env.AT_ONCE ?? 1);

const TYPES = ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'] as const;
let made = 0;
/** A request of ten events of a lead nobody has seen. */
function request(): Wire[] {
  const email = `lead-${++made}@example.com`;
  return Array.from({ length: EVENTS }, (_, i) => wire(TYPES[i % 4]!, `${made}-${i}`, { at: day(i), email }));
}

let roundTrip = 0;
const { fetch } = globalThis;
globalThis.fetch = async (...request) => {
  if (roundTrip) await new Promise((resolve) => setTimeout(resolve, roundTrip));
  return fetch(...request);
};

interface Rate {
  /** Events a second. */
  events: number;
  /** Of this process, so of the function, ms an event. */
  processor: number;
}

/** The requests of one lead come one after another, as from one page. */
async function throughput(store: Store, perRequest: number, requests = REQUESTS): Promise<Rate> {
  const leads = Array.from({ length: requests }, request).values();
  const start = performance.now();
  const used = process.cpuUsage();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const events of leads)
        for (let from = 0; from < EVENTS; from += perRequest)
          await accepted(store, events.slice(from, from + perRequest));
    }),
  );
  const { user, system } = process.cpuUsage(used);
  const count = requests * EVENTS;
  return { events: (1000 * count) / (performance.now() - start), processor: (user + system) / 1000 / count };
}

/** A request of its own: between two the event loop turns, as it does where they come over a network. */
async function accepted(store: Store, events: Wire[]): Promise<void> {
  await new Promise(setImmediate);
  const { results } = await ingest(envelopeOf(events), RECEIVED, { store });
  const other = results.find(({ status }) => status !== 'accepted');
  if (other) throw new Error(`not accepted: ${JSON.stringify(other)}`);
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

const emulated = await startEmulated();
const { projectId, firestoreUrl } = emulated.session;
const ours = firestoreStore(emulated.session);
const plain = await plainStore(projectId, firestoreUrl, process.env.FIREBASE_AUTH_EMULATOR_HOST!);
const WAYS = {
  'batches of 10': { store: ours, perRequest: EVENTS },
  'one event, one transaction': { store: ours, perRequest: 1 },
  "the same through Firebase's SDK": { store: plain, perRequest: 1 },
};
for (const { store, perRequest } of Object.values(WAYS)) await throughput(store, perRequest, 8);

/** The medians of some rounds by turns, each way against the batches. */
async function compared(distance: number): Promise<object> {
  roundTrip = distance;
  const rounds: Rate[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rates: Rate[] = [];
    for (const { store, perRequest } of Object.values(WAYS)) rates.push(await throughput(store, perRequest));
    rounds.push(rates);
  }
  roundTrip = 0;
  const of = (pick: (rate: Rate, batched: Rate) => number, i: number) =>
    Number(median(rounds.map((rates) => pick(rates[i]!, rates[0]!))).toFixed(1));
  return Object.fromEntries(
    Object.keys(WAYS).map((name, i) => [
      name,
      {
        'events/s': of(({ events }) => events, i),
        'batches are faster, x': of(({ events }, batched) => batched.events / events, i),
        'processor, ms an event': of(({ processor }) => processor, i),
        'batches take less of it, x': of(({ processor }, batched) => processor / batched.processor, i),
      },
    ]),
  );
}
const tables = {
  [`with a round trip of ${ROUND_TRIP} ms`]: await compared(ROUND_TRIP),
  'on loopback': await compared(0),
};

/** Attempts a request needs on average where 50 come at once, on one lead and case, to so many instances. */
async function attempts(instances: number): Promise<number> {
  let repeats = 0;
  const stores = await Promise.all(
    Array.from({ length: instances }, async () => {
      const session = emulated.signedInAs('ingest');
      await session.idToken();
      return firestoreStore(session, { onRepeat: () => repeats++ });
    }),
  );
  const email = `parallel-${instances}@example.com`;
  await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      accepted(stores[i % instances]!, [audit(`${instances}p${i}`, { at: day(i % 20), email })]),
    ),
  );
  return 1 + repeats / 50;
}
const contention = { one: await attempts(1), five: await attempts(5) };
await emulated.stop();

const counted = await startCounted();
const store = firestoreStore(counted.session);
const first = await counted.count(() => accepted(store, [audit('first')]));
const one = await counted.count(() => accepted(store, [audit('one', { at: day(1) })]));
const ten = await counted.count(() =>
  accepted(
    store,
    Array.from({ length: 10 }, (_, i) => audit(`ten-${i}`, { at: day(2 + i) })),
  ),
);
await counted.stop();

for (const [where, table] of Object.entries(tables)) {
  console.log(`${REQUESTS * EVENTS} events, ${AT_ONCE} requests at once, ${where}, medians of ${ROUNDS} rounds:`);
  console.table(table);
}
const { one: alone, five } = contention;
console.log(`50 parallel requests on one lead: ${alone} attempts on average, ${five} with five instances`);
console.log('Counted on the wire:');
console.table({ 'first event': first, 'one event': one, 'ten events': ten });
process.exit(0);
