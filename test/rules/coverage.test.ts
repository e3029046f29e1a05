import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../support/emulator.js';
import { checks, holds, stand } from './checks.js';
import { outcomesOf } from './coverage.js';
import { startWorld } from './world.js';

it('every condition of the rules comes out both ways, by the report of the emulator', async () => {
  const source = readFileSync(`${ROOT}firestore.rules`, 'utf8');
  const world = await startWorld();
  try {
    const all = checks();
    await stand(world, all);
    const wrong: string[] = [];
    for (const check of all) if (!(await holds(world, check))) wrong.push(check.title);
    expect(wrong).toEqual([]);
    const outcomes = await outcomesOf(source, world.emulator);
    expect(outcomes.length).toBeGreaterThan(150);
    expect(outcomes.filter((one) => !one.true || !one.false)).toEqual([]);
  } finally {
    await world.stop();
  }
}, 120_000);
