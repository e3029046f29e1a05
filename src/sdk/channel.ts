import type { News } from './receipts.js';

/** A way to the other tabs of the site that costs no page its back/forward cache: it is closed while the page is away. */
export interface Channel {
  announce(news: News): void;
  /** Begins to hear. */
  enter(): void;
  leave(): void;
}

/** Without effect where the browser has no BroadcastChannel: a tab then asks the ingest again, when it tries to send. */
export function broadcastChannel(name: string, hear: (message: { readonly data: News }) => void): Channel {
  let channel: BroadcastChannel | undefined;
  return {
    enter() {
      try {
        channel ??= new BroadcastChannel(name);
        channel.onmessage = hear;
      } catch {
        // Missing, or forbidden in this frame.
      }
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
