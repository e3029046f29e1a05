import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Status, statusStore } from '../../src/sdk/status.js';

const FIRST: Status = {
  persistence: 'opening',
  consent: 'granted',
  identified: false,
  queued: 0,
  held: 0,
  inFlight: 0,
  rejected: 0,
  delivered: 0,
  dropped: {},
  locks: true,
};

beforeEach(() => void vi.useFakeTimers());

describe('the status', () => {
  test('is one object until something changes, and then another', () => {
    const status = statusStore(FIRST);
    const before = status.get();
    status.set({ queued: 0 });
    expect(status.get()).toBe(before);
    status.set({ queued: 1 });
    expect(status.get()).not.toBe(before);
    expect(before.queued).toBe(0);
    expect(status.get()).toEqual({ ...FIRST, queued: 1 });
  });

  test('is told at most once a task, as it is then', () => {
    const status = statusStore(FIRST);
    const listener = vi.fn();
    status.subscribe(listener);
    for (let queued = 1; queued <= 1000; queued++) status.set({ queued });
    expect(listener).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(listener.mock.calls).toEqual([[status.get()]]);
    status.set({ queued: 1000 });
    vi.runAllTimers();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('is told to the others too where a listener throws', () => {
    const status = statusStore(FIRST);
    const listener = vi.fn();
    status.subscribe(() => {
      throw new Error('the page’s');
    });
    status.subscribe(listener);
    status.set({ queued: 1 });
    for (let i = 0; i < 4; i++)
      try {
        vi.runAllTimers();
      } catch {
        // It is the page's, and reaches the page's own error handler.
      }
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('is not told to who has left, also when news was under way', () => {
    const status = statusStore(FIRST);
    const listener = vi.fn();
    const leave = status.subscribe(listener);
    status.set({ queued: 1 });
    leave();
    vi.runAllTimers();
    expect(listener).not.toHaveBeenCalled();
  });
});
