import { beforeAll, describe, expect, test } from 'vitest';
import { simulate } from './run.js';
import { bundleSdk, type StartSdk } from './sdk-bundle.js';
import { add, emptySummary, neverFired, type Summary, told } from './summary.js';

/** As many as fit into ten seconds; `npm run test:faults` runs 10,000. */
const SEEDS = 400;

let sdk: StartSdk;
const summary: Summary = emptySummary();

beforeAll(async () => {
  sdk = await bundleSdk();
});

describe('the SDK under simulated faults', () => {
  test(`accounts for every call in ${SEEDS} seeded runs`, async () => {
    for (let seed = 0; seed < SEEDS; seed++) add(summary, await simulate(seed, sdk));
    expect(told(summary)).toEqual([]);
  }, 240_000);

  test('meets every fault that is there', () => {
    expect(neverFired(summary)).toEqual([]);
  });

  test('meets much of everything', () => {
    expect(summary.calls).toBeGreaterThan(SEEDS * 20);
    expect(summary.requests).toBeGreaterThan(SEEDS * 5);
  });

  test('goes the same way each time that a seed is run', async () => {
    for (const seed of [1, 2, 3, 57, 333]) {
      const [first, second] = [await simulate(seed, sdk, true), await simulate(seed, sdk, true)];
      expect(second.trace).toEqual(first.trace);
      expect(second.hash).toBe(first.hash);
      expect((await simulate(seed + 1, sdk)).hash).not.toBe(first.hash);
    }
  });
});
