import { beforeAll, describe, expect, test } from 'vitest';
import { bundleSdk, type StartSdk } from '../faults/sdk-bundle.js';
import { NETWORK_FAULTS } from './network.js';
import { reckon, storedOnce } from './reckoning.js';
import { Simulation } from './simulation.js';

/** 10,000 before a release (`npm run test:long`); `WHOLE_PATH_FROM` begins elsewhere. */
const SEEDS = Number(process.env.WHOLE_PATH_SEEDS ?? 500);
const FROM = Number(process.env.WHOLE_PATH_FROM ?? 0);
/** Without claims nine runs of ten store some event twice. */
const SEEDS_WITHOUT_CLAIMS = 10;

let sdk: StartSdk;
beforeAll(async () => {
  sdk = await bundleSdk();
});

describe('outbox, network, function and store together', () => {
  test(
    `store every event once and account for every call in ${SEEDS} seeded runs`,
    async () => {
      const faults: Record<string, number> = {};
      const violations: string[] = [];
      let calls = 0;
      for (let seed = FROM; seed < FROM + SEEDS; seed++) {
        const simulation = new Simulation(seed, sdk);
        const waiting = await simulation.run();
        const found = reckon(simulation.calls, simulation.server.store.documents());
        if (waiting) found.push(`${waiting} events still wait`);
        violations.push(...found.map((what) => `seed ${seed}: ${what}`));
        calls += simulation.calls.length;
        for (const [fault, count] of Object.entries(simulation.faults)) faults[fault] = (faults[fault] ?? 0) + count;
      }
      console.info(`${SEEDS} seeds, ${calls} calls, faults: ${JSON.stringify(faults)}`);
      expect(violations).toEqual([]);
      expect(Object.keys(faults)).toEqual(
        expect.arrayContaining([...NETWORK_FAULTS, 'repeated', 'dies', 'dies soon', 'crash_in_call']),
      );
      for (const step of ['begins', 'reads', 'commits', 'goes on after a commit', 'answers'])
        expect(Object.keys(faults)).toContain(`dies before it ${step}`);
      expect(calls).toBeGreaterThan(SEEDS * 20);
    },
    120_000 + SEEDS * 500,
  );

  test('go the same way each time that a seed is run', async () => {
    for (const seed of [3, 44]) {
      const [one, other] = [new Simulation(seed, sdk), new Simulation(seed, sdk)];
      await one.run();
      await other.run();
      expect(other.scheduler.hash).toBe(one.scheduler.hash);
      expect(other.server.store.documents()).toEqual(one.server.store.documents());
    }
  });

  test('store events twice where ids are not claimed', async () => {
    let doubles = 0;
    for (let seed = FROM; seed < FROM + SEEDS_WITHOUT_CLAIMS; seed++) {
      const simulation = new Simulation(seed, sdk, { claims: false });
      await simulation.run();
      doubles += storedOnce(simulation.server.store.documents()).length;
    }
    expect(doubles).toBeGreaterThan(0);
  }, 120_000);
});
