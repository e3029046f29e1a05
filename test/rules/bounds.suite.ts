import { describe, expect, it } from 'vitest';
import { held } from './bounds.js';
import type { Scenario } from './scenarios.js';
import { INGEST, type World } from './world.js';

/** Each bound, from both sides. */
export function bounds(world: () => World): void {
  async function isAllowed({ given, commit }: Scenario): Promise<boolean> {
    await world().given(...given);
    return world().allows(INGEST, commit);
  }

  describe('no bound of the schema can be passed by one', () => {
    it.each(held().map((one) => [one.title, one] as const))('in %s', async (_title, { scenario, broken }) => {
      expect(await isAllowed(scenario())).toBe(true);
      const got: string[] = [];
      for (const [what, one] of broken()) if (await isAllowed(one)) got.push(what);
      expect(got).toEqual([]);
    });
  });
}
