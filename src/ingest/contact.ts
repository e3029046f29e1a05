import type { StoredEvent, WireEvent } from '../schema/event.js';
import { normalizeName } from '../schema/normalize.js';
import type { Issue } from '../schema/wire.js';
import { type Region, toE164 } from './phone.js';

/** The longest name that is stored, in UTF-16 units: the bound of the schema. */
const MAX_NAME = 200;

/** Phone and name as they are stored with the event; absent where the page gave none that is usable. */
export function contactOf(
  lead: WireEvent['lead'],
  region: Region,
): { contact: StoredEvent['contact']; warnings: Issue[] } {
  const warnings: Issue[] = [];
  const typed = lead.phone?.trim();
  const phone = typed ? toE164(typed, region) : undefined;
  if (typed && !phone) warnings.push({ path: 'lead.phone', code: 'not_a_phone', message: 'No phone number; left out' });

  let name = normalizeName(lead.name ?? '');
  if (name.length > MAX_NAME) {
    // NFC can make a text longer; half a surrogate pair at the cut must not remain.
    name = name.slice(0, MAX_NAME).replace(/[\uD800-\uDBFF]$/, '');
    warnings.push({ path: 'lead.name', code: 'too_big', message: `Longer than ${MAX_NAME} characters; cut` });
  }
  return { contact: phone || name ? { ...(phone && { phone }), ...(name && { name }) } : undefined, warnings };
}
