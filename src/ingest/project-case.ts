import { bookingTakenBackBy, cancellationId } from '../schema/booking.js';
import { type CaseDocument, type CaseStatus, CLIMBING_STATUSES } from '../schema/case.js';
import type { StoredEvent } from '../schema/event.js';
import type { EventType } from '../schema/event-id.js';
import { earlier, instantAt, later, milliseconds, origin } from './instants.js';
import type { Place } from './resolve-case.js';

/** Who set `next_action_at` where a booking did. Anything else there is an agent's uid. */
export const BOOKING = 'calendly';

/** How far each event takes a case. */
const REACHES: Record<EventType, (typeof CLIMBING_STATUSES)[number]> = {
  CHAT_SUMMARIZED: 'NEW',
  AUDIT_COMPLETED: 'AUDIT_DONE',
  CALL_REQUESTED: 'CALL_REQUESTED',
  APPOINTMENT_BOOKED: 'CALL_SCHEDULED',
};

/**
 * A case after one more event. Events may come in any order and leave the same case (but for what an agent changed in
 * between): each field is a maximum or minimum over the events, by time, then by id.
 */
export function projectOnCase(before: CaseDocument | undefined, event: StoredEvent, place: Place): CaseDocument {
  const known = before ?? openedBy(event, place);
  const isFirst = origin(event) <= `${known.first_event_at}/${known.first_event_id}`;
  const isLatest = origin(event) >= `${known.last_event_at}/${known.last_event_id}`;
  return {
    ...known,
    status: climbed(known.status, event.type),
    ...(isFirst && { first_event_at: event.timestamp, first_event_id: event.event_id }),
    ...(isLatest && { last_event_at: event.timestamp, last_event_id: event.event_id }),
    ...scored(known, event),
    ...booked(known, event),
    waiting_since: waitingSince(known, event),
  };
}

/** The younger of two cases once an event has joined them. Says so once; the first joining stands. */
export function continuing(younger: CaseDocument, older: string): CaseDocument {
  return { ...younger, continues: younger.continues ?? older };
}

const openedBy = (event: StoredEvent, place: Place): CaseDocument => ({
  case_id: place.case_id,
  lead_id: event.lead_id,
  intent: place.intent,
  status: 'NEW',
  owner_uid: '',
  site_id: event.site_id,
  first_event_at: event.timestamp,
  first_event_id: event.event_id,
  last_event_at: event.timestamp,
  last_event_id: event.event_id,
  created_at: event.timestamp,
});

/** Statuses only an agent sets are in no order with the others: events leave them alone. */
function climbed(status: CaseStatus, type: EventType): CaseStatus {
  const order: readonly CaseStatus[] = CLIMBING_STATUSES;
  const at = order.indexOf(status);
  return at >= 0 && at < order.indexOf(REACHES[type]) ? REACHES[type] : status;
}

/** The score of the latest audit. `visa_score` of a chat is no confidence. */
function scored(known: CaseDocument, event: StoredEvent): Partial<CaseDocument> {
  if (event.type !== 'AUDIT_COMPLETED') return {};
  if (known.confidence_at && origin(event) < `${known.confidence_at}/${known.confidence_event_id}`) return {};
  return {
    confidence_score: event.payload.confidence_score,
    confidence_at: event.timestamp,
    confidence_event_id: event.event_id,
  };
}

/**
 * The latest booking says when the next action is due, unless an agent has said it. Once that booking is taken back, the
 * next action is due at once: nobody shall wait for a call that nobody awaits, and nobody forget whom it was with.
 */
function booked(known: CaseDocument, event: StoredEvent): Partial<CaseDocument> {
  if (known.next_action_by && known.next_action_by !== BOOKING) return {};
  const { next_action_from = '' } = known;
  const takenBack = bookingTakenBackBy(event);
  if (takenBack && next_action_from.endsWith(takenBack))
    // The longer text is greater than the booking's own and less than any later one's.
    return { next_action_at: event.timestamp, next_action_from: cancellationId(next_action_from) };
  if (event.type !== 'APPOINTMENT_BOOKED' || origin(event) < next_action_from) return {};
  return {
    next_action_at: event.payload.start_time,
    next_action_by: BOOKING,
    next_action_from: origin(event),
  };
}

/**
 * Since when the lead waits for an agent: the first event the agent had not seen when last handling the case. Always
 * later than `handled_at` where somebody waits (an event that happened earlier but came afterwards waits from then
 * on), so that the two fields alone tell whether anybody does.
 */
function waitingSince({ waiting_since, handled_at }: CaseDocument, event: StoredEvent): string {
  const seen = handled_at ? instantAt(milliseconds(handled_at) + 1) : '';
  const since = later(earlier(event.timestamp, event.received_at), seen);
  return waiting_since && (!handled_at || waiting_since > handled_at) ? earlier(waiting_since, since) : since;
}
