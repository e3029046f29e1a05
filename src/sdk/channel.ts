import type { Ending, Verdict } from './outbox.js';

/** What one tab tells the others: how entries ended, by key. Anything told at all means: look into the outbox again. */
export type News = readonly (readonly [key: string, verdict: Verdict])[];

/** What there is to tell of endings. */
export const newsOf = (endings: readonly Ending[]): News => endings.map(([{ key }, verdict]) => [key, verdict]);

/** A way to the other tabs of the site that costs no page its back/forward cache: it is closed while the page is away. */
export interface Channel {
  announce(news: News): void;
  /** Begins to hear. Answers whether news may have been missed up to now. */
  enter(): boolean;
  leave(): void;
}

/** Without effect where the browser has no BroadcastChannel: a tab then asks the ingest again, when it tries to send. */
export function broadcastChannel(name: string, hear: (news: News) => void): Channel {
  let channel: BroadcastChannel | undefined;
  return {
    enter() {
      if (channel) return false;
      try {
        channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => hear(data);
      } catch {
        // Missing, or forbidden in this frame.
      }
      return true;
    },
    announce(news) {
      try {
        channel?.postMessage(news);
      } catch {
        // As above.
      }
    },
    leave() {
      channel?.close();
      channel = undefined;
    },
  };
}
