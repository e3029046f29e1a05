import { expect, test } from 'vitest';
import { gathered } from '../../src/firebase/gathered.js';

test('what is asked for together is read with one call, each key once; a key that is left out is undefined', async () => {
  const calls: (readonly string[])[] = [];
  const get = gathered(async (keys) => {
    calls.push(keys);
    return new Map(keys.filter((key) => key !== 'none').map((key) => [key, key.toUpperCase()]));
  });
  expect(await Promise.all([get('a'), get('none'), get('a'), get('b')])).toEqual(['A', undefined, 'A', 'B']);
  expect(await Promise.all([get('b'), get('c')])).toEqual(['B', 'C']);
  expect(calls).toEqual([['a', 'none', 'b'], ['c']]);
});

test('a read that fails fails for all who asked', async () => {
  const get = gathered(() => Promise.reject(new Error('gone')));
  const settled = await Promise.allSettled([get('a'), get('b')]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
