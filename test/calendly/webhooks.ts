import { type SimulatedBooking, type WebhookFacts, webhookBody } from '../../local/calendly-webhook.js';
import { day, EMAIL } from '../ingest/wire-events.js';

/** The id of a booking in these tests, and its address. */
export const ID = 'GBGBDCAADAEDCRZ2';
export const EVENT_TYPE = 'https://api.calendly.com/event_types/GBGBDCAADAEDCRZ2';

/** A booking on day 0 for a call on day 9. */
export function bookingOf(changes: Partial<SimulatedBooking> = {}, id = ID): SimulatedBooking {
  const event = `https://api.calendly.com/scheduled_events/${id}`;
  return {
    email: EMAIL,
    name: 'Claire Dupont',
    phone: '+1 404-555-1234',
    start_time: day(9),
    end_time: day(9, 30 * 60_000),
    location: { type: 'google_conference' },
    event_type: EVENT_TYPE,
    event,
    invitee: `${event}/invitees/AAAAAAAAAAAAAAAA`,
    created_at: day(0),
    ...changes,
  };
}

export const created = (booking = bookingOf(), facts?: WebhookFacts) => webhookBody('invitee.created', booking, facts);

/** On day 2, unless it says otherwise. */
export const canceled = (booking = bookingOf(), facts: WebhookFacts = {}) =>
  webhookBody('invitee.canceled', booking, {
    cancellation: {
      canceled_by: 'Claire Dupont',
      reason: 'Meeting conflict',
      canceler_type: 'invitee',
      created_at: day(2),
    },
    ...facts,
  });

/** The table of the tests: every event type is about a DTV. */
export const TABLE = { '*': { site_id: 'siam-visa-pro', intent: 'DTV' } };
