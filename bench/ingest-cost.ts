/**
 * What Firestore bills a month for so many events a day, from the operations that test/firebase/cost.test.ts counts.
 * Prices are the list prices of the dearest locations, US dollars; a region such as Singapore is cheaper.
 * `node --import tsx bench/ingest-cost.ts`
 */
import { memoryStore } from '../src/ingest/memory-store.js';
import { send } from '../test/ingest/specification.js';
import { audit, booking, call, chat } from '../test/ingest/wire-events.js';

const PRICE = { read: 0.06 / 100_000, write: 0.18 / 100_000, gibMonth: 0.18 };
const FREE_A_DAY = { reads: 50_000, writes: 20_000 };
const DAYS = 30;
/** By event; reads are ours and those of the rules together. */
const COUNTED = {
  'one event a request': { reads: 3 + 4, writes: 4 },
  'ten events a request': { reads: (12 + 24) / 10, writes: 24 / 10 },
};

/** What one event leaves, in bytes of JSON: its document and its claim, of the four types on average. */
async function bytesAnEvent(): Promise<number> {
  const store = memoryStore();
  await send(store, [audit('1'), call('1'), chat('1'), booking('1')]);
  const left = Object.entries(store.documents()).filter(([path]) => /\/events\/|^event_claims\//.test(path));
  return left.reduce((sum, [path, document]) => sum + path.length + JSON.stringify(document).length, 0) / 4;
}

const bytes = await bytesAnEvent();
const rows = Object.entries(COUNTED).flatMap(([how, { reads, writes }]) =>
  [1e4, 1e6, 1e8].map((events) => {
    const billed = (count: number, free: number) => Math.max(0, count * events - free);
    const day = billed(reads, FREE_A_DAY.reads) * PRICE.read + billed(writes, FREE_A_DAY.writes) * PRICE.write;
    return {
      'events a day': events.toLocaleString('en'),
      how,
      'events a second': Number((events / 86_400).toFixed(1)),
      'writes a second': Number(((events * writes) / 86_400).toFixed(1)),
      'operations, $ a month': Math.round(day * DAYS),
      'GiB more a month': Number(((events * bytes * DAYS) / 2 ** 30).toFixed(1)),
      'storage, $ a month and month of age': Math.round(((events * bytes * DAYS) / 2 ** 30) * PRICE.gibMonth),
    };
  }),
);
console.log(`${Math.round(bytes)} bytes an event, without indexes`);
console.table(rows);
