import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/emulator.js';
import { attacks } from './attacks.suite.js';
import { bounds } from './bounds.suite.js';
import { outcomesOf } from './coverage.js';
import { ingest } from './ingest.suite.js';
import { people } from './people.suite.js';
import { startWorld, type World } from './world.js';

let running: World;
beforeAll(async () => {
  running = await startWorld();
});
afterAll(() => running.stop());
const world = () => running;

// In one world, whose emulator keeps count of all of them.
ingest(world);
people(world);
attacks(world);
bounds(world);

it('by these, every condition of the rules comes out both ways', async () => {
  const outcomes = await outcomesOf(readFileSync(`${ROOT}firestore.rules`, 'utf8'), world().emulator);
  expect(outcomes.length).toBeGreaterThan(150);
  expect(outcomes.filter((one) => !one.true || !one.false)).toEqual([]);
});
