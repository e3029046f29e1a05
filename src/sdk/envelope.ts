import type { CrmOptions } from './options.js';
import type { Entry } from './outbox.js';
import { pause } from './pause.js';

declare const __VERSION__: string;

/** How long a request waits for its App Check token, ms. */
const TOKEN_DEADLINE = 5000;

/** Wraps the texts of events for one attempt (contract §5): its time is that of the attempt, theirs are their own. */
export async function envelope(
  { siteId, appCheckToken }: Pick<CrmOptions, 'siteId' | 'appCheckToken'>,
  entries: readonly Entry[],
): Promise<string> {
  let app_check: string | undefined;
  try {
    app_check = (await Promise.race([appCheckToken?.(), pause(TOKEN_DEADLINE)]))?.trim();
  } catch {
    // It failed, or is no text. Without a token the ingest decides; the outbox keeps what it does not admit.
  }
  const head = { v: 1, site_id: siteId, sent_at: new Date().toJSON(), sdk: __VERSION__, app_check };
  return `${JSON.stringify(head).slice(0, -1)},"events":[${entries.map(({ json }) => json)}]}`;
}
