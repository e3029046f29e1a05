import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING, type Settled, settle } from '../../src/dashboard/settled-list.js';

const listAfter = (shown: string, live: string, whole = true): Settled =>
  settle({ ...NOTHING, shown: [...shown] }, [...live], whole);

describe('a settled list', () => {
  test('shows what is there at first', () => {
    expect(listAfter('', 'abc')).toEqual({ shown: ['a', 'b', 'c'], held: [], gone: new Set() });
  });

  test('appends what is new below, and holds what is new above or between', () => {
    expect(listAfter('abc', 'xaybcz')).toEqual({ shown: ['a', 'b', 'c', 'z'], held: ['x', 'y'], gone: new Set() });
  });

  test('keeps what has gone where it was, and says so', () => {
    expect(listAfter('abc', 'ac')).toEqual({ shown: ['a', 'b', 'c'], held: [], gone: new Set(['b']) });
  });

  test('does not call gone what new rows pushed beyond what is read', () => {
    expect(listAfter('abc', 'xab', false)).toEqual({ shown: ['a', 'b', 'c'], held: ['x'], gone: new Set() });
  });

  test('never moves a row that is shown, whatever comes', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
    fc.assert(
      fc.property(ids, fc.array(ids), fc.boolean(), (first, later, whole) => {
        let list = settle(NOTHING, first, whole);
        for (const live of later) {
          const next = settle(list, live, whole);
          expect(next.shown.slice(0, list.shown.length)).toEqual(list.shown);
          // Nothing that is there is neither shown nor counted.
          for (const id of live) expect([...next.shown, ...next.held]).toContain(id);
          list = next;
        }
      }),
    );
  });
});
