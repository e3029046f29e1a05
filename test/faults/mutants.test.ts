import { beforeAll, describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.js';
import { simulate } from './run.js';
import { bundleSdk, type StartSdk } from './sdk-bundle.js';

/** A mutant that survives so many seeds shows that an invariant has no teeth. */
const SEEDS = 1500;

describe('each invariant bites: it notices an SDK that', () => {
  const caught: Record<string, string> = {};
  let sdk: StartSdk;
  beforeAll(async () => {
    sdk = await bundleSdk();
  });

  test.each(MUTANTS)(
    '$name',
    async (mutant) => {
      const mutated = await bundleSdk(mutant);
      for (const seed of [mutant.seed ?? 0, ...Array(SEEDS).keys()]) {
        if (caught[mutant.name]) break;
        const { violations } = await simulate(seed, mutated);
        const noticed = violations.filter(({ invariant }) => mutant.by.includes(invariant));
        if (!noticed.length) continue;
        // Only what the mutation has broken counts.
        const real = new Set((await simulate(seed, sdk)).violations.map(({ invariant }) => invariant));
        const broken = noticed.find(({ invariant }) => !real.has(invariant));
        if (broken) caught[mutant.name] = `${broken.invariant} (seed ${seed})`;
      }
      expect(caught[mutant.name], `survives ${SEEDS} seeds`).toBeDefined();
    },
    120_000,
  );

  test('and each was caught by an invariant that is named', () => {
    console.log(MUTANTS.map(({ name }) => `${name} → ${caught[name]}`).join('\n'));
    expect(Object.keys(caught)).toHaveLength(MUTANTS.length);
  });
});
