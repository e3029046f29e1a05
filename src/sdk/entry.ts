import { utf8 } from '../schema/sha256.js';
import type { OutgoingEvent } from './options.js';
import type { Entry } from './outbox.js';

/** An event as it waits in the outbox. The key names its content as contract §4 does: times do not count. */
export function entryOf(event: OutgoingEvent, at: number): Entry {
  const json = JSON.stringify(event);
  const content = JSON.stringify([event.payload, event.summary, event.lead?.email]);
  // Tells apart the few contents that one event id may ever have; sha256 would cost more than all the rest of a call.
  let hash = 2166136261; // FNV-1a
  for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 16777619);
  const key = `${event.event_id}~${content.length}${hash}`;
  return { v: 1, key, state: event.lead ? 'queued' : 'held', at, bytes: utf8(json).length, json };
}
