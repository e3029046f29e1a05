import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/sdk/flush.js';
import { createPump, type Pump } from '../../src/sdk/pump.js';
import type { Status } from '../../src/sdk/status.js';

const failing = (code: string, notBefore = 0): Outcome => ({ code, message: '', notBefore });

/** A pump whose flush goes by script, after its end there is nothing to send; when it was called, ms since the start. */
function pumping(...script: (Outcome | undefined | 'more')[]) {
  const start = Date.now();
  const calls: number[] = [];
  const reports: Partial<Status>[] = [];
  const pump: Pump = createPump(
    async () => {
      calls.push(Date.now() - start);
      const step = script.length ? script.shift() : null;
      if (step !== 'more') return step;
      await undefined;
      // What was delivered may have left room for more.
      pump.nudge();
      return null;
    },
    (report) => reports.push(report),
  );
  return { pump, calls, reports, due: () => reports.at(-1)!.nextAttemptAt! - start };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
let random = 1;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { visibilityState: 'visible' });
  random = 1;
  vi.spyOn(Math, 'random').mockImplementation(() => random);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a pump', () => {
  test('does nothing before it is needed', async () => {
    const { calls } = pumping();
    await pass(60_000);
    expect(calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gathers events for a moment, and then sends batch after batch until there is none', async () => {
    const { pump, calls, reports } = pumping('more', 'more', null);
    pump.nudge();
    pump.nudge();
    await pass(10);
    expect(calls).toEqual([]);
    await pass(1000);
    expect(calls).toHaveLength(3);
    expect(new Set(calls).size).toBe(1);
    expect(reports.at(-1)).toEqual({ nextAttemptAt: undefined, lastError: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('misses nothing that comes while it sends', async () => {
    let finish = (_: Outcome) => {};
    const flush = vi.fn(() => new Promise<Outcome>((resolve) => (finish = resolve)));
    const pump = createPump(flush, () => {});
    void pump.wake();
    await pass(0);
    pump.nudge();
    await pass(10_000);
    expect(flush).toHaveBeenCalledTimes(1);
    finish(null);
    await pass(1000);
    expect(flush).toHaveBeenCalledTimes(2);
  });

  test('tries at once when it is woken, and tells when the attempt is over', async () => {
    const { pump, calls } = pumping('more');
    await pump.wake();
    expect(calls).toEqual([0, 0]);
  });

  test('has one attempt at a time', async () => {
    let most = 0;
    let now = 0;
    const pump = createPump(
      async () => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
        return null;
      },
      () => {},
    );
    pump.nudge();
    await Promise.all([pump.wake(), pump.wake(), pass(1000)]);
    expect(most).toBe(1);
  });

  test('leaves another tab alone that is sending, for 0.5 to 1 s', async () => {
    const { pump, calls } = pumping(undefined, undefined, null);
    await pump.wake();
    random = 0;
    await pass(5000);
    expect(calls).toEqual([0, 1000, 1500]);
  });

  test('rests, whatever is due or comes to send, until it is woken', async () => {
    const { pump, calls } = pumping();
    pump.nudge();
    pump.rest();
    pump.nudge();
    await pass(60_000);
    expect(calls).toEqual([]);
    await pump.wake();
    pump.nudge();
    await pass(1000);
    expect(calls).toHaveLength(2);
  });

  test('clears no timer but its own: the browser counts them from 1, and takes what it is given for a number', async () => {
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    const set = vi.spyOn(globalThis, 'setTimeout');
    const { pump } = pumping(failing('network'));
    pump.rest();
    await pump.wake();
    pump.rest();
    pump.stop();
    const own = set.mock.results.map(({ value }) => value as unknown);
    const foreign = clear.mock.calls.filter(([id]) => !own.includes(id) && Number(id ?? 0) > 0);
    expect(foreign).toEqual([]);
  });

  test('is quiet once it is stopped', async () => {
    const { pump, calls } = pumping(failing('network'));
    await pump.wake();
    pump.stop();
    pump.nudge();
    await pass(600_000);
    expect(calls).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('after a failure', () => {
  const fail = (times: number, cause = 'network') => Array.from({ length: times }, () => failing(cause));
  /** The waits between the attempts at the highest jitter. */
  const waits = async (it: ReturnType<typeof pumping>, count: number) => {
    void it.pump.wake();
    await pass(0);
    for (let i = 0; i < count; i++) await pass(it.due() - (it.calls.at(-1) ?? 0));
    return it.calls.slice(1).map((at, i) => at - it.calls[i]!);
  };

  test('the wait doubles to 15 s while the page is visible', async () => {
    expect(await waits(pumping(...fail(9)), 7)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  test('the wait doubles to 5 min while it is hidden', async () => {
    vi.stubGlobal('document', { visibilityState: 'hidden' });
    expect((await waits(pumping(...fail(12)), 11)).slice(-3)).toEqual([256_000, 300_000, 300_000]);
  });

  test('the wait is anything from nothing to its ceiling: full jitter', async () => {
    random = 0.25;
    expect(await waits(pumping(...fail(4)), 3)).toEqual([250, 500, 1000]);
  });

  test('another cause starts its own count', async () => {
    const it = pumping(...fail(3), failing('http_503'), failing('http_503'), ...fail(1));
    expect(await waits(it, 6)).toEqual([1000, 2000, 4000, 1000, 2000, 1000]);
  });

  test('a success starts the count anew', async () => {
    const it = pumping(...fail(3), 'more', ...fail(2));
    expect(await waits(it, 4)).toEqual([1000, 2000, 4000, 0, 1000]);
  });

  test('new events do not cut the wait short', async () => {
    const { pump, calls } = pumping(...fail(2));
    await pump.wake();
    pump.nudge();
    await pass(500);
    expect(calls).toEqual([0]);
    await pass(500);
    expect(calls).toEqual([0, 1000]);
  });

  test('a good moment does', async () => {
    const { pump, calls } = pumping(...fail(2));
    await pump.wake();
    await pass(100);
    await pump.wake();
    expect(calls).toEqual([0, 100]);
  });

  test('the next attempt is due when the server is ready again', async () => {
    const { pump, calls, due } = pumping(failing('http_429', performance.now() + 60_000));
    await pump.wake();
    expect(due()).toBe(60_000);
    await pass(1000);
    pump.nudge();
    expect(calls).toEqual([0]);
    await pass(59_000);
    expect(calls).toEqual([0, 60_000]);
  });
});
