import { describe, expect, it } from 'vitest';
import { ALLOWED } from './allowed.js';
import { BYWAYS } from './byways.js';
import { CONSPIRACIES } from './conspiracies.js';
import { DIRECTORIES } from './directories.js';
import { REFUSED } from './refusals.js';
import type { Scenario } from './scenarios.js';
import { INGEST, MIGRATE, type World } from './world.js';

/** What the ingest may write, and what it may not. */
export function ingest(world: () => World): void {
  async function outcome({ given, commit }: Scenario, identity = INGEST): Promise<boolean> {
    await world().given(...given);
    return world().allows(identity, commit);
  }

  describe('the ingest may write', () => {
    it.each(ALLOWED)('%s', async (_title, scenario) => {
      expect(await outcome(scenario())).toBe(true);
    });

    it.each(ALLOWED)('and so may the migration: %s', async (_title, scenario) => {
      expect(await outcome(scenario(), MIGRATE)).toBe(true);
    });
  });

  describe('the ingest may not write', () => {
    it.each([...REFUSED, ...CONSPIRACIES, ...DIRECTORIES, ...BYWAYS])('%s', async (_title, scenario, change) => {
      expect(await outcome(scenario()), 'the unchanged twin').toBe(true);
      expect(await outcome(change(scenario()))).toBe(false);
    });
  });
}
