import type { StoredEvent } from '../schema/event.js';

/** A number, and the latest event that brought it. */
export interface GivenPhone {
  readonly phone: string;
  readonly event?: StoredEvent;
}

/** Every number the client gave: the lead's own first, then the latest. `events` latest first. */
export function phonesOf(current: string | undefined, events: readonly StoredEvent[]): GivenPhone[] {
  const found = new Map<string, GivenPhone>();
  const first = events.find(({ contact }) => contact?.phone === current);
  if (current) found.set(current, { phone: current, ...(first && { event: first }) });
  for (const event of events) {
    const phone = event.contact?.phone;
    if (phone && !found.has(phone)) found.set(phone, { phone, event });
  }
  return [...found.values()];
}

/** Names that came with events and are not the lead's own. */
export function otherNames(current: string | undefined, events: readonly StoredEvent[]): string[] {
  const fold = (name: string) => name.toLowerCase();
  const found = new Map<string, string>();
  for (const { contact } of events)
    if (contact?.name && fold(contact.name) !== fold(current ?? '')) found.set(fold(contact.name), contact.name);
  return [...found.values()];
}
