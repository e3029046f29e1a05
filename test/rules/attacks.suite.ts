import { describe, expect, it } from 'vitest';
import { STOLEN_INGEST } from './attacks.js';
import {
  listingEverything,
  migratingElsewhere,
  stolenAgent,
  stolenNothing,
  type Trespass,
} from './attacks-of-people.js';
import type { Scenario } from './scenarios.js';
import { type Answer, committing } from './wire.js';
import { INGEST, MIGRATE, type World } from './world.js';

/** What somebody with a stolen token cannot do, each beside its twin that is allowed. */
export function attacks(world: () => World): void {
  const outcome = async ({ given, commit }: Scenario, who = INGEST): Promise<Answer> => {
    await world().given(...given);
    return world().answer(who, committing(commit));
  };

  describe('with the stolen token of the ingest nobody gets in', () => {
    it.each(STOLEN_INGEST.map((one) => [one.title, one] as const))('%s', async (_title, { allowed, change }) => {
      expect(await outcome(allowed()), 'the unchanged twin').toBe('allowed');
      expect(await outcome(change(allowed()))).toBe('refused');
    });
  });

  /** The migration may do one thing more: keep its checkpoints. */
  const ITS_OWN = 'a checkpoint of the migration moved';

  describe("nor with the migration's", () => {
    it.each(STOLEN_INGEST.filter(({ title }) => title !== ITS_OWN).map((one) => [one.title, one] as const))(
      '%s',
      async (_title, { allowed, change }) => {
        expect(await outcome(allowed(), MIGRATE), 'the unchanged twin').toBe('allowed');
        expect(await outcome(change(allowed()), MIGRATE)).toBe('refused');
      },
    );
  });

  /** The attack first: what is allowed would change what it meets. */
  async function isRepelled({ given, allowed, attack }: Trespass): Promise<void> {
    await world().given(...given);
    expect(await world().answer(attack.who, attack.request)).toBe('refused');
    expect(await world().answer(allowed.who, allowed.request), 'the unchanged twin').toBe('allowed');
  }

  describe.each([
    ["with an agent's stolen token nobody", stolenAgent],
    ['without a token', stolenNothing],
    ['with the stolen token of the ingest nobody', listingEverything],
    ['with the stolen token of the migration nobody', migratingElsewhere],
  ])('%s', (_whose, attacks) => {
    it.each(attacks().map((one) => [one.title, one] as const))('%s', (_title, one) => isRepelled(one));
  });
}
