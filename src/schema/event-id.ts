import { sha256 } from './sha256.js';

/** The four things that can happen, each with the source it has by default. */
export const EVENT_KINDS = {
  AUDIT_COMPLETED: { source: 'WEB_CHAT' },
  CALL_REQUESTED: { source: 'CLICK_TO_CALL' },
  CHAT_SUMMARIZED: { source: 'WEB_CHAT' },
  APPOINTMENT_BOOKED: { source: 'CALENDLY' },
} as const;

/** Where an event comes from. No name is the prefix of another: `sha256(source + source_id)` has no separator. */
export const SOURCES = ['WEB_CHAT', 'CLICK_TO_CALL', 'CALENDLY', 'MANUAL'] as const;

export type EventType = keyof typeof EVENT_KINDS;
export type EventSource = (typeof SOURCES)[number];

/**
 * The caller's own id qualified by the first word of the event's type (`audit:<id>`), so that one chat session can emit an audit and a
 * summary. Always prefixed, so that two ids never become one.
 */
export const sourceIdOf = (type: EventType, id: string): string => `${type.split('_')[0]!.toLowerCase()}:${id}`;

/** The event's identity, `sha256(source + source_id)` in lower-case hex: the same in every producer, tab and version. */
export const eventId = (source: EventSource, sourceId: string): string => sha256(source + sourceId);
