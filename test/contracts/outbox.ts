import { beforeEach, describe, expect, test } from 'vitest';
import type { Entry, Outbox, State } from '../../src/sdk/outbox.js';

const LEAD = { email: 'ana@example.com' };
let clock = 0;

/** An entry as the client makes one; later ones are younger. */
export function entryOf(id: string, more: Partial<Entry> & { payload?: unknown; lead?: object | null } = {}): Entry {
  const { payload = 'a', lead = LEAD, ...rest } = more;
  const json = JSON.stringify({ event_id: keyOf(id), type: 'CALL_REQUESTED', payload, ...(lead && { lead }) });
  return { v: 1, key: keyOf(id), state: 'queued', at: ++clock, bytes: json.length, json, ...rest };
}
/** As long as a real event id. */
export const keyOf = (id: string) => id.padEnd(64, '0');

const states = async (outbox: Outbox, state?: State) =>
  (await outbox.read(state)).map(({ key, state }) => `${key.replace(/0+/, '')} ${state}`);
const payloads = async (outbox: Outbox) => (await outbox.read()).map(({ json }) => JSON.parse(json).payload);
const rejected = { status: 'rejected', code: 'invalid' } as const;

/** What an outbox promises wherever its entries lie: src/sdk/outbox.ts. */
export function outboxContract(name: string, open: () => Outbox): void {
  describe(`an outbox ${name}`, () => {
    let outbox: Outbox;
    beforeEach(() => {
      outbox = open();
    });

    test('keeps what is added, in the order of the calls', async () => {
      const [b, a] = [entryOf('b'), entryOf('a')];
      expect(await outbox.add([b, a])).toMatchObject([{ key: b.key }, { key: a.key }]);
      expect(await outbox.read()).toEqual([b, a]);
    });

    test('reads by state, and no more than it is asked for', async () => {
      await outbox.add([entryOf('a'), entryOf('b', { state: 'held' }), entryOf('c'), entryOf('d')]);
      expect(await states(outbox, 'queued')).toEqual(['a queued', 'c queued', 'd queued']);
      expect(await states(outbox, 'held')).toEqual(['b held']);
      expect(await outbox.read('queued', 2)).toHaveLength(2);
    });

    test('takes the same event twice as one', async () => {
      await outbox.add([entryOf('a'), entryOf('b')]);
      const [again] = await outbox.add([entryOf('a')]);
      expect(again).toMatchObject({ key: keyOf('a') });
      expect(again!.verdict).toBeUndefined();
      expect(again!.entry).toBeUndefined();
      expect(await states(outbox)).toEqual(['a queued', 'b queued']);
    });

    test('takes the same event twice in one task as one', async () => {
      const added = await outbox.add([entryOf('a'), entryOf('a')]);
      expect(added.map(({ key }) => key)).toEqual([keyOf('a'), keyOf('a')]);
      expect(await states(outbox)).toEqual(['a queued']);
    });

    test('keeps other content of one id under a key of its own, as a conflict', async () => {
      await outbox.add([entryOf('a')]);
      const [conflict] = await outbox.add([entryOf('a', { payload: 'other' })]);
      expect(conflict!.verdict).toMatchObject({ status: 'conflict' });
      expect(conflict!.key).not.toBe(keyOf('a'));
      expect(await payloads(outbox)).toEqual(expect.arrayContaining(['a', 'other']));
      const [dead] = await outbox.read('rejected');
      expect(dead).toMatchObject({ key: conflict!.key, verdict: { status: 'conflict' } });
      expect(dead!.key.slice(0, 64)).toBe(keyOf('a'));
    });

    test('tells two leads apart, but not a lead from one that is not known yet', async () => {
      await outbox.add([entryOf('a')]);
      const [unknown] = await outbox.add([entryOf('a', { lead: null, state: 'held' })]);
      expect(unknown).toMatchObject({ key: keyOf('a') });
      expect(await states(outbox)).toEqual(['a queued']);
      const [other] = await outbox.add([entryOf('a', { lead: { email: 'bo@example.com' } })]);
      expect(other!.verdict).toMatchObject({ status: 'conflict' });
    });

    test('queues a corrected event beside the one that was refused, once', async () => {
      const first = entryOf('a');
      await outbox.add([first]);
      await outbox.write([[first.key, { ...first, state: 'rejected', verdict: rejected }]]);
      const [same] = await outbox.add([entryOf('a')]);
      expect(same!.verdict).toEqual(rejected);
      const [corrected] = await outbox.add([entryOf('a', { payload: 'better' })]);
      expect(corrected!.verdict).toBeUndefined();
      expect(corrected!.key).not.toBe(first.key);
      await outbox.add([entryOf('a', { payload: 'better' })]);
      expect(await outbox.read('queued')).toHaveLength(1);
      expect(await outbox.read('rejected')).toHaveLength(1);
    });

    test('replaces and removes by key', async () => {
      const [a, b] = [entryOf('a'), entryOf('b')];
      await outbox.add([a, b]);
      await outbox.write([[a.key], [b.key, { ...b, state: 'rejected', verdict: rejected }]]);
      expect(await states(outbox)).toEqual(['b rejected']);
    });

    test('takes an event again once the first one is gone', async () => {
      await outbox.add([entryOf('a')]);
      await outbox.write([[keyOf('a')]]);
      await outbox.add([entryOf('a', { payload: 'later' })]);
      expect(await payloads(outbox)).toEqual(['later']);
    });
  });
}
