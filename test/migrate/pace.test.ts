import { expect, test } from 'vitest';
import { paced, rampedRate } from '../../src/migrate/pace.js';

const MINUTES = 60_000;

test('the ramp begins with 500 a second and is half as much again every 5 minutes', () => {
  const rates = [0, 5 * MINUTES - 1, 5 * MINUTES, 10 * MINUTES, 60 * MINUTES].map((at) => Math.round(rampedRate(at)));
  expect(rates).toEqual([500, 500, 750, 1125, 64_873]);
});

/** A clock that only sleeping moves. */
function clocked(rate: number | 'ramp') {
  let time = 0;
  const told: string[] = [];
  const pace = paced({
    rate,
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
    onWait: (why) => void told.push(why),
  });
  return { pace, told, time: () => time };
}

test('what is charged takes the time it has to', async () => {
  const { pace, time } = clocked(100);
  for (let i = 0; i < 50; i++) {
    await pace.ready();
    pace.charge(20);
  }
  await pace.ready();
  expect(time()).toBe(10_000);
});

test('a wait says why, and when it is over', async () => {
  const { pace, told } = clocked('ramp');
  pace.charge(1000);
  await pace.ready();
  expect(told).toEqual(['the rate limit, 500 documents a second now', '']);
});

test('a pause is not made up for', async () => {
  const { pace, time } = clocked(100);
  let idle = 0;
  const later = paced({ rate: 100, now: () => time() + idle, sleep: async () => {}, onWait: () => {} });
  idle = 60_000;
  await later.ready();
  later.charge(101);
  let waited = false;
  const waiting = paced({
    rate: 100,
    now: () => idle,
    sleep: async (milliseconds) => {
      waited = true;
      idle += milliseconds;
    },
    onWait: () => {},
  });
  idle += 60_000;
  await waiting.ready();
  waiting.charge(101);
  await waiting.ready();
  expect(waited).toBe(true);
  await pace.ready();
});
