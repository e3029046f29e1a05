import { beforeEach, describe, expect, test } from 'vitest';
import type { Disk, Entry } from '../../src/sdk/outbox.js';

let clock = 0;

/** As long as a real event id. */
export const keyOf = (id: string) => id.padEnd(64, '0');
export const idsOf = (entries: readonly { key: string }[]) => entries.map(({ key }) => key.replace(/0+/, ''));

/** An entry as the client makes one; later ones are younger. */
export function entryOf(id: string, more: Partial<Entry> & { payload?: unknown } = {}): Entry {
  const { payload = 'a', ...rest } = more;
  const json = JSON.stringify({ event_id: keyOf(id), type: 'CALL_REQUESTED', payload });
  return { v: 1, key: keyOf(id), state: 'queued', at: ++clock, visitor: 0, bytes: json.length, json, ...rest };
}

/** An entry as it is removed. */
export const gone = (entry: Entry): Entry => ({ ...entry, state: '' });

/** What everything promises that keeps entries: src/sdk/outbox.ts. */
export function diskContract(name: string, open: () => Disk): void {
  describe(name, () => {
    let disk: Disk;
    beforeEach(() => {
      disk = open();
    });
    const states = async () => (await disk.load()).map(({ key, state }) => `${key.replace(/0+/, '')} ${state}`).sort();

    test('keeps what is written, whole', async () => {
      const [a, b] = [entryOf('a'), entryOf('b')];
      await disk.save([a, b]);
      expect(await disk.load()).toEqual([a, b]);
    });

    test('has one entry a key: written twice in one task or later, it is one', async () => {
      await Promise.all([disk.save([entryOf('a')]), disk.save([entryOf('a')])]);
      await disk.save([entryOf('a')]);
      expect(await states()).toEqual(['a queued']);
    });

    test('keeps other content of one id under a key of its own', async () => {
      const a = entryOf('a');
      await disk.save([a, { ...entryOf('a', { payload: 'other' }), key: `${a.key}~1` }]);
      expect((await disk.load()).map(({ json }) => JSON.parse(json).payload)).toEqual(['a', 'other']);
    });

    test('replaces and removes by key, the last change of a key being the one', async () => {
      const [a, b, c] = [entryOf('a'), entryOf('b'), entryOf('c')];
      await disk.save([a, b]);
      await disk.save([gone(a), { ...b, state: 'rejected' }, c, gone(c)]);
      expect(await states()).toEqual(['b rejected']);
    });

    test('takes an entry again once it is gone', async () => {
      await disk.save([entryOf('a')]);
      await disk.save([gone(entryOf('a'))]);
      expect(await states()).toEqual([]);
      await disk.save([entryOf('a')]);
      expect(await states()).toEqual(['a queued']);
    });
  });
}
