import type { Verdict } from './outbox.js';

/** What a call answers once its event is durable. */
export interface Receipt {
  readonly eventId: string;
  /** How the event ended. Never rejects; waits as long as it takes, in this page. */
  readonly delivered: Promise<Verdict>;
}

export interface Receipts {
  /** The verdict that an entry's key will get. */
  open(key: string): Promise<Verdict>;
  /** Tells a verdict to whoever waits for it here. */
  close(key: string, verdict: Verdict): void;
}

export function openReceipts(): Receipts {
  const waiting = new Map<string, ((verdict: Verdict) => void)[]>();
  return {
    open: (key) =>
      new Promise((resolve) => {
        waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
      }),
    close(key, verdict) {
      for (const resolve of waiting.get(key) ?? []) resolve(verdict);
      waiting.delete(key);
    },
  };
}
