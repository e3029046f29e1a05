import { type EventSource, type EventType, eventId, sourceIdOf } from './event-id.js';

/** What is told of a booking that was taken back without a new one; see docs/decisions.md. */
export const CANCELED = 'appointment_canceled';

const SUFFIX = '/canceled';

/**
 * The `sourceId` of a booking, from Calendly's address of it or of one of its invitees:
 * `https://api.calendly.com/scheduled_events/ABC` is `ABC`, `…/ABC/invitees/XYZ` is `ABC/XYZ`. Page and webhook both use
 * it, so that they tell of one event. Empty where the text is no such address.
 */
export const bookingId = (uri: string): string => uri.split('/scheduled_events/')[1]?.replace('/invitees', '') ?? '';

/** The `sourceId` of a booking's cancellation. A booking can be canceled once. */
export const cancellationId = (booking: string): string => booking + SUFFIX;

/** The event id of the booking that an event takes back; `undefined` for every other event. */
export function bookingTakenBackBy({
  type,
  source,
  source_id,
}: {
  type: EventType;
  source: EventSource;
  source_id: string;
}): string | undefined {
  const prefix = sourceIdOf('CALL_REQUESTED', '');
  if (type !== 'CALL_REQUESTED' || source !== 'CALENDLY' || !source_id.endsWith(SUFFIX)) return undefined;
  const booking = source_id.slice(prefix.length, -SUFFIX.length);
  return eventId('CALENDLY', sourceIdOf('APPOINTMENT_BOOKED', booking));
}
