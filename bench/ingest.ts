/**
 * How many events a second go through the ingest into Firestore behind its rules: in requests of 10 events of one lead
 * and in requests of one event, so one transaction each, also through Firebase's own SDK. By turns, in an emulator of
 * its own on loopback, which is bound by one processor evaluating rules; a data centre is bound by the round trips,
 * which are printed too. Then 50 parallel requests on one lead and case. `node --import tsx bench/ingest.ts`
 */
import { firestoreStore } from '../src/firebase/store.js';
import { ingest } from '../src/ingest/ingest.js';
import type { Store } from '../src/ingest/ports.js';
import { startCounted } from '../test/firebase/counted.js';
import { startEmulated } from '../test/firebase/emulated.js';
import { audit, day, envelopeOf, RECEIVED, type Wire, wire } from '../test/ingest/wire-events.js';
import { plainStore } from './ingest-plain-store.js';

const REQUESTS = 50;
const EVENTS = 10;
const ROUNDS = 3;
/** Requests under way at a time. With more than one, bench and emulator compete for the processors. */
const AT_ONCE = Number(process.env.AT_ONCE ?? 1);

const TYPES = ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'] as const;
let made = 0;
/** A request of ten events of a lead nobody has seen. */
function request(): Wire[] {
  const email = `lead-${++made}@example.com`;
  return Array.from({ length: EVENTS }, (_, i) => wire(TYPES[i % 4]!, `${made}-${i}`, { at: day(i), email }));
}

/** Events a second. The requests of one lead come one after another, as from one page. */
async function throughput(store: Store, perRequest: number, requests = REQUESTS): Promise<number> {
  const leads = Array.from({ length: requests }, request).values();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const events of leads)
        for (let from = 0; from < EVENTS; from += perRequest)
          await accepted(store, events.slice(from, from + perRequest));
    }),
  );
  return (1000 * requests * EVENTS) / (performance.now() - start);
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
const ways = {
  'batches of 10': { store: ours, perRequest: EVENTS, rates: [] as number[] },
  'one event, one transaction': { store: ours, perRequest: 1, rates: [] as number[] },
  "the same through Firebase's SDK": { store: plain, perRequest: 1, rates: [] as number[] },
};
for (const { store, perRequest } of Object.values(ways)) await throughput(store, perRequest, 8);
for (let round = 0; round < ROUNDS; round++)
  for (const { store, perRequest, rates } of Object.values(ways)) rates.push(await throughput(store, perRequest));

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

const batched = median(ways['batches of 10'].rates);
console.log(`${REQUESTS * EVENTS} events, ${AT_ONCE} requests at once, medians of ${ROUNDS} rounds:`);
for (const [name, { rates }] of Object.entries(ways)) {
  const rate = median(rates);
  console.log(
    `  ${name.padEnd(32)} ${rate.toFixed(0).padStart(5)} events/s   batches: ${(batched / rate).toFixed(1)} x`,
  );
}
const { one: alone, five } = contention;
console.log(`50 parallel requests on one lead: ${alone} attempts on average, ${five} with five instances`);
console.log('Counted on the wire:');
console.table({ 'first event': first, 'one event': one, 'ten events': ten });
process.exit(0);
