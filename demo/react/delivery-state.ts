import type { Status } from './crm.js';
import type { Words } from './words/en.js';

/** What a visitor wants to know of the delivery, most urgent first. `told`: whether this conversation has emitted anything. */
export function deliveryState(status: Status, told: boolean): keyof Words['delivery'] {
  const { persistence, held, queued, rejected, dropped, lastError } = status;
  if (persistence === 'opening') return 'opening';
  if (rejected) return 'refused';
  if (Object.keys(dropped).length) return 'lost';
  if (held) return 'held';
  if (queued && persistence === 'memory') return 'memory';
  if (queued) return lastError ? 'offline' : 'saved';
  return told ? 'delivered' : 'nothing';
}
