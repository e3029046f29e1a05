import { expect, test } from 'vitest';
import { inTurn } from '../../src/firebase/in-turn.js';

test('work of one key runs one after another, also after a failure; other keys do not wait', async () => {
  const takeTurns = inTurn();
  const log: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const all = [takeTurns('a', work('a1', true)), takeTurns('a', work('a2')), takeTurns('b', work('b1'))];
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(log.slice(0, 2)).toEqual(['a1 starts', 'b1 starts']);
  expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 starts', 'a1 ends', 'a2 starts', 'a2 ends']);
});
