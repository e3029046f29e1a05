import { beforeEach, describe, expect, test, vi } from 'vitest';
import { statusBoard } from '../../src/sdk/status.js';

const board = () => statusBoard('granted', () => ({ identified: false, queued: 0, held: 0, inFlight: 0, rejected: 0 }));

beforeEach(() => void vi.useFakeTimers());

describe('the status', () => {
  test('is one object until something changes, and then another', () => {
    const { facts, changed, status } = board();
    const before = status();
    expect(status()).toBe(before);
    facts.delivered++;
    changed();
    expect(status()).not.toBe(before);
    expect(before.delivered).toBe(0);
    expect(status()).toEqual({ ...before, delivered: 1 });
  });

  test('is told at most once a task, as it is then', () => {
    const { facts, changed, status, subscribe } = board();
    const listener = vi.fn();
    subscribe(listener);
    for (let i = 0; i < 1000; i++) {
      facts.delivered++;
      changed();
    }
    expect(listener).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(listener.mock.calls).toEqual([[status()]]);
    expect(status().delivered).toBe(1000);
  });

  test('is told to the others too where a listener throws', () => {
    const { changed, subscribe } = board();
    const listener = vi.fn();
    subscribe(() => {
      throw new Error('the page’s');
    });
    subscribe(listener);
    changed();
    for (let i = 0; i < 4; i++)
      try {
        vi.runAllTimers();
      } catch {
        // It is the page's, and reaches the page's own error handler.
      }
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('is not told to who has left, also when news was under way', () => {
    const { changed, subscribe } = board();
    const listener = vi.fn();
    const leave = subscribe(listener);
    changed();
    leave();
    vi.runAllTimers();
    expect(listener).not.toHaveBeenCalled();
  });
});
