import { bookingId, CANCELED, cancellationId } from '../schema/booking.js';
import type { WireEvent } from '../schema/event.js';
import { type EventType, eventId, sourceIdOf } from '../schema/event-id.js';
import { appointmentOf } from './appointment.js';
import { type EventTypes, purposeOf } from './event-types.js';
import type { Invitee, Webhook } from './webhook.js';

/** Why a webhook tells the CRM nothing. */
export type Ignored = 'other_event' | 'rescheduled' | 'not_ours' | 'unknown_event_type';

export type Told =
  | { site_id: string; events: WireEvent[] }
  /** `event_type` is Calendly's address of it, for whoever keeps the table. */
  | { ignored: Ignored; event_type?: string };

/** Bounds of the schema: what is longer is cut, so that no booking is lost to a long name. */
const MAX = { name: 200, phone: 40, location: 500, notes: 5000 };

/**
 * What a webhook tells the CRM. A booking is one event. A cancellation is the booking and what takes it back, so that
 * it makes no difference which of Calendly's two messages comes first. Of a booking that was moved only the new one is told.
 */
export function eventsOf(webhook: Webhook, table: EventTypes): Told {
  if (webhook.event === 'other') return { ignored: 'other_event' };
  const { payload, event } = webhook;
  const { event_type } = payload.scheduled_event;
  const purpose = purposeOf(event_type, table);
  if (purpose === null) return { ignored: 'not_ours' };
  if (!purpose) return { ignored: 'unknown_event_type', event_type };
  if (event === 'invitee.canceled' && payload.rescheduled) return { ignored: 'rescheduled' };
  const { site_id, intent } = purpose;
  const events = event === 'invitee.created' ? [booked(payload)] : [booked(payload), canceled(payload)];
  return { site_id, events: events.map((told) => ({ ...told, ...(intent && { intent }) })) };
}

function booked(invitee: Invitee): WireEvent {
  const payload = appointmentOf(invitee.scheduled_event);
  return {
    ...identity('APPOINTMENT_BOOKED', idOf(invitee)),
    type: 'APPOINTMENT_BOOKED',
    timestamp: instant(invitee.created_at),
    payload: { ...payload, location: payload.location.slice(0, MAX.location) },
    lead: contactOf(invitee),
  };
}

/** The call that was asked for is open again: the data model has no other word for it (docs/decisions.md). */
function canceled(invitee: Invitee): WireEvent {
  const { scheduled_event, cancellation, updated_at } = invitee;
  const { start_time, location } = appointmentOf(scheduled_event);
  const by = cancellation?.canceler_type === 'host' ? 'us' : 'the client';
  const when = `${start_time.slice(0, 16).replace('T', ' ')} UTC`;
  const call = `The call of ${when}${location && `, ${location},`} was canceled by ${by}`;
  return {
    ...identity('CALL_REQUESTED', cancellationId(idOf(invitee))),
    type: 'CALL_REQUESTED',
    timestamp: instant(cancellation?.created_at ?? updated_at),
    payload: {
      reason: CANCELED,
      visa_type: '',
      user_stage: 'appointment_booked',
      notes: `${call}${cancellation?.reason ? `: ${cancellation.reason}` : '.'}`.slice(0, MAX.notes),
    },
    lead: contactOf(invitee),
  };
}

/** An event that many people book has one address for all: there it is the invitee who names the booking. */
const idOf = ({ uri, scheduled_event }: Invitee): string =>
  bookingId((scheduled_event.invitees_counter?.limit ?? 1) > 1 ? uri : scheduled_event.uri);

function identity(type: EventType, id: string) {
  const source_id = sourceIdOf(type, id);
  return { event_id: eventId('CALENDLY', source_id), source: 'CALENDLY', source_id } as const;
}

/** The number of the invitee is where reminders go, or where we shall call. */
function contactOf({ email, name, text_reminder_number, scheduled_event: { location } }: Invitee): WireEvent['lead'] {
  const phone = text_reminder_number || (location?.type === 'outbound_call' && location.location) || undefined;
  return {
    email,
    ...(name && { name: name.slice(0, MAX.name) }),
    ...(phone && { phone: phone.slice(0, MAX.phone) }),
  };
}

/** Cut to milliseconds, not rounded. */
const instant = (time: string): string => new Date(time.replace(/(\.\d{3})\d+/, '$1')).toISOString();
