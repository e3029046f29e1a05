import { type DropCode, type Ending, STATE_AFTER } from './outbox.js';
import type { StatusBoard } from './status.js';

/** Counts how events ended, and tells the console: of whatever the CRM did not take, and of all where it is asked to. */
export function tally(facts: StatusBoard['facts'], endings: readonly Ending[], debug?: boolean): void {
  for (const { key, verdict } of endings) {
    const taken = STATE_AFTER[verdict.status] === '';
    if (taken) facts.delivered++;
    else if (verdict.status === 'dropped') {
      const code = verdict.code as DropCode; // as dropped ones have
      facts.dropped = { ...facts.dropped, [code]: (facts.dropped[code] ?? 0) + 1 };
    }
    if (!taken || debug) console[taken ? 'debug' : 'error']('[crm]', key, verdict);
  }
}
