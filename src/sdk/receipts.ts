import type { News } from './channel.js';
import type { Entry, Verdict } from './outbox.js';

/** What a call answers once its event is durable. */
export interface Receipt {
  readonly eventId: string;
  /** How the event ended. Never rejects; waits as long as it takes, in this page. */
  readonly delivered: Promise<Verdict>;
}

/** Who waits in this tab for the verdict on which entry. */
export interface Receipts {
  /** The verdict that an entry will get. */
  expect(entry: Entry): Promise<Verdict>;
  /** Tells the verdicts to whoever waits for them here. */
  fulfil(news: News): void;
  /** This tab's own entries that have no verdict yet. */
  pending(): Entry[];
}

export function openReceipts(): Receipts {
  const waiting = new Map<string, [entry: Entry, ...tell: ((verdict: Verdict) => void)[]]>();
  return {
    expect: (entry) =>
      new Promise((tell) => {
        waiting.set(entry.key, [...(waiting.get(entry.key) ?? ([entry] as const)), tell]);
      }),
    fulfil(news) {
      for (const [key, verdict] of news) {
        const [, ...waiters] = waiting.get(key) ?? [];
        waiting.delete(key);
        for (const tell of waiters) tell(verdict);
      }
    },
    pending: () => [...waiting.values()].map(([entry]) => entry),
  };
}
