import { sha256, utf8 } from '../schema/sha256.js';
import type { OutgoingEvent } from './options.js';
import type { Entry } from './outbox.js';

/** An event as it waits in the outbox. The key names its content as contract §4 does: times do not count. */
export function entryOf(event: OutgoingEvent, at: number): Entry {
  const json = JSON.stringify(event);
  const content = JSON.stringify([event.payload, event.summary, event.lead?.email]);
  const key = `${event.event_id}~${sha256(content).slice(0, 16)}`;
  return { v: 1, key, state: event.lead ? 'queued' : 'held', at, bytes: utf8(json).length, json };
}
