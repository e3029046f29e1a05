import { StartFailure } from './failure.js';

/** How long the function may take to load and answer, ms. */
const LIMIT = 30_000;

/**
 * Waits until the function answers through the app server, the way a page reaches it. The request carries no event that
 * could be stored: the function must refuse it, and so shows that it runs.
 */
export async function probeIngest(appUrl: string, logFile: string): Promise<void> {
  const body = JSON.stringify({
    v: 1,
    site_id: 'siam-visa-pro',
    sent_at: new Date().toISOString(),
    sdk: 'start',
    events: [{ event_id: 'ready?' }],
  });
  let last = 'no answer';
  for (const end = Date.now() + LIMIT; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      const response = await fetch(`${appUrl}/crm/ingest`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(10_000),
      });
      const text = await response.text();
      if (response.ok && text.includes('"rejected"')) return;
      last = `${response.status} ${text.slice(0, 200)}`;
      if (response.status !== 503 && response.status !== 404) break;
    } catch (error) {
      last = String(error);
    }
  }
  throw new StartFailure(`the function ingest does not answer as it should (${last}): ${logFile} says more.`);
}
