import { utf8 } from '../schema/sha256.js';
import type { OutgoingEvent } from './options.js';
import type { Entry } from './outbox.js';
import type { LeadContact } from './validators.gen.js';

/** An event, if it was not dropped, as it waits in the outbox. The key names its content as contract §4 does: times do not count. */
export function entryOf(eventId: string, event: OutgoingEvent | null, at: number, visitor: number): Entry {
  const json = JSON.stringify(event);
  // Without a lead it is the visitor whom the content is about.
  const content = JSON.stringify([event?.payload, event?.summary, event?.lead?.email ?? visitor]);
  // Tells apart the few contents that one event id may ever have; sha256 would cost more than all the rest of a call.
  const hash = utf8(content).reduce((sum, byte) => (sum * 65_599 + byte) | 0);
  const key = `${eventId}~${hash}`;
  return { v: 1, key, state: event?.lead ? 'queued' : 'held', at, visitor, bytes: utf8(json).length, json };
}

/** A held entry, given to the lead. */
export function withLead(entry: Entry, lead: LeadContact): Entry {
  const json = JSON.stringify({ ...JSON.parse(entry.json), lead });
  return { ...entry, state: 'queued', json, bytes: utf8(json).length };
}
