import { type DropCode, type Ending, STATE_AFTER } from './outbox.js';
import type { StatusBoard } from './status.js';

/** Counts how events ended, and tells the console: of whatever the CRM did not take, and of all where it is asked to. */
export function tally(facts: StatusBoard['facts'], endings: readonly Ending[], debug?: boolean): void {
  for (const { key, verdict } of endings) {
    const { status, code } = verdict;
    const taken = STATE_AFTER[status] === '';
    if (taken) facts.delivered++;
    else if (status === 'dropped') {
      const why = code as DropCode; // as dropped ones have
      facts.dropped = { ...facts.dropped, [why]: (facts.dropped[why] ?? 0) + 1 };
    }
    if (!taken || debug) console[taken ? 'debug' : 'error']('[crm]', key, verdict);
  }
}
