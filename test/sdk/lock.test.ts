import { afterEach, describe, expect, test, vi } from 'vitest';
import { webLock } from '../../src/sdk/lock.js';

type Granted = (lock: object | null) => Promise<unknown> | undefined;

/** Web Locks that answer as the test says. */
function scriptedLocks(request: (options: LockOptions, callback: Granted) => Promise<unknown>) {
  const asked: LockOptions[] = [];
  vi.stubGlobal('navigator', {
    locks: {
      request: (_name: string, options: LockOptions, callback: Granted) => {
        asked.push(options);
        return request(options, callback);
      },
    },
  });
  return asked;
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a lock', () => {
  test('is never waited for, and answers what the work answers', async () => {
    const asked = scriptedLocks(async (_, run) => run({}));
    expect(await webLock('x')(async () => 7)).toBe(7);
    expect(asked).toEqual([{ steal: false, ifAvailable: true }]);
  });

  test('that another tab has answers nothing', async () => {
    scriptedLocks(async (_, run) => run(null));
    const work = vi.fn(async () => 7);
    expect(await webLock('x')(work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
  });

  test('is stolen when it was found taken for more than 60 s: its tab is frozen', async () => {
    vi.useFakeTimers();
    const asked = scriptedLocks(async ({ steal }, run) => run(steal ? {} : null));
    const lock = webLock('x');
    const work = async () => 7;
    expect(await lock(work)).toBeUndefined();
    vi.advanceTimersByTime(59_000);
    expect(await lock(work)).toBeUndefined();
    vi.advanceTimersByTime(2000);
    expect(await lock(work)).toBe(7);
    expect(asked.at(-1)).toEqual({ steal: true, ifAvailable: false });
    expect(await lock(work)).toBeUndefined();
    expect(asked.at(-1)).toEqual({ steal: false, ifAvailable: true });
  });

  test('is not stolen by a page that was away: nobody knows whose it was meanwhile', async () => {
    vi.useFakeTimers();
    const asked = scriptedLocks(async (_, run) => run(null));
    const lock = webLock('x');
    await lock(async () => 7);
    vi.advanceTimersByTime(3_600_000);
    await lock(async () => 7);
    expect(asked.at(-1)).toEqual({ steal: false, ifAvailable: true });
  });

  test('that was free in between is not stolen', async () => {
    vi.useFakeTimers();
    let taken = true;
    const asked = scriptedLocks(async (_, run) => run(taken ? null : {}));
    const lock = webLock('x');
    for (taken of [true, false, true]) {
      await lock(async () => 7);
      vi.advanceTimersByTime(50_000);
    }
    await lock(async () => 7);
    expect(asked.some(({ steal }) => steal)).toBe(false);
  });

  test('that is refused keeps nobody from working', async () => {
    scriptedLocks(() => Promise.reject(new DOMException('opaque origin', 'SecurityError')));
    expect(await webLock('x')(async () => 7)).toBe(7);
  });

  test('that is stolen does not stop the work, nor start it again', async () => {
    const work = vi.fn(async () => 7);
    scriptedLocks((_, run) => {
      void run({});
      return Promise.reject(new DOMException('stolen', 'AbortError'));
    });
    expect(await webLock('x')(work)).toBe(7);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('that no browser offers keeps nobody from working', async () => {
    vi.stubGlobal('navigator', {});
    expect(await webLock('x')(async () => 7)).toBe(7);
  });
});
