import type { Entry, Verdict } from './outbox.js';

/** What a call answers once its event is durable. */
export interface Receipt {
  readonly eventId: string;
  /** How the event ended. Never rejects; waits as long as it takes, in this page. */
  readonly delivered: Promise<Verdict>;
}

/** What one tab tells the others: how entries ended. Anything told at all means: look into the outbox again. */
export type News = readonly { readonly key: string; readonly verdict?: Verdict | undefined }[];

/** Who waits in this tab for the verdict on which entry. */
export interface Receipts {
  /** The verdict that an entry will get. */
  expect(entry: Entry): Promise<Verdict>;
  /** Tells the verdicts to whoever waits for them here. */
  fulfil(news: News): void;
  /** Whether somebody does for this entry. */
  expects(entry: Entry): boolean;
  /** This tab's own entries that have no verdict yet, as they were emitted. */
  pending(): Entry[];
}

export function openReceipts(): Receipts {
  const waiting = new Map<string, [entry: Entry, tell: (verdict: Verdict) => void]>();
  return {
    expect: (entry) =>
      new Promise((tell) => {
        const before = waiting.get(entry.key)?.[1];
        waiting.set(entry.key, [
          entry,
          (verdict) => {
            before?.(verdict);
            tell(verdict);
          },
        ]);
      }),
    fulfil(news) {
      for (const { key, verdict } of news)
        if (verdict) {
          waiting.get(key)?.[1](verdict);
          waiting.delete(key);
        }
    },
    expects: ({ key }) => waiting.has(key),
    pending: () => [...waiting.values()].map(([entry]) => entry),
  };
}
