import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import type { CaseDocument } from '../../src/schema/case.js';
import { casesIn } from './canonical.js';
import { send } from './specification.js';
import { DAY, day, wire } from './wire-events.js';

const RUNS = 400;

/** Instants around multiples of 5 days: ties, both edges of windows, and gaps that one event can close. */
const instants = fc
  .tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: -1, max: 1 }))
  .map(([times, edge]) => day(0, times * 5 * DAY + edge));

const events = fc
  .array(fc.record({ at: instants, intent: fc.constantFrom('DTV', 'DTV', 'LTR', '?') }), {
    minLength: 3,
    maxLength: 10,
  })
  .map((all) => all.map(({ at, intent }, i) => wire('CHAT_SUMMARIZED', `s${i}`, { at, intent })));

const byId = (store: MemoryStore): Map<string, CaseDocument> =>
  new Map(casesIn(store.documents()).map((one) => [one.case_id, one]));

/** The rules price the commit of one event by this: see `COMMITS` in src/codegen/rules-limits.ts. */
test('an event that joins a case to another joins one alone, and moves no start of any', async () => {
  const seen = { joined: 0, moved: 0 };
  await fc.assert(
    fc.asyncProperty(events, async (all) => {
      const store = memoryStore();
      for (const event of all) {
        const before = byId(store);
        await send(store, [event]);
        const after = byId(store);
        const joined = [...before.values()].filter((was) => !was.continues && after.get(was.case_id)?.continues);
        const moved = [...before.values()].filter((was) => {
          const is = after.get(was.case_id);
          return is?.first_event_at !== was.first_event_at || is.first_event_id !== was.first_event_id;
        });
        expect(joined.length).toBeLessThanOrEqual(1);
        if (joined.length) expect(moved).toEqual([]);
        seen.joined += joined.length;
        seen.moved += moved.length;
      }
    }),
    { numRuns: RUNS },
  );
  // Both do happen, each by itself.
  expect(seen.joined).toBeGreaterThan(RUNS / 10);
  expect(seen.moved).toBeGreaterThan(RUNS / 10);
});
