import { createHmac, randomUUID } from 'node:crypto';

/** What a local webhook is signed with. Nobody else uses it, so it is no secret. */
export const LOCAL_SIGNING_KEY = 'local-calendly-signing-key';

/** A booking as the simulation keeps it. */
export interface SimulatedBooking {
  email: string;
  name: string;
  phone?: string | null;
  start_time: string;
  end_time: string;
  location: { type: string; location?: string | null };
  event_type: string;
  /** Where the booking and whoever booked it are at Calendly. */
  event: string;
  invitee: string;
  created_at: string;
}

/** An address at Calendly that no real booking has. */
export function newAddresses(): Pick<SimulatedBooking, 'event' | 'invitee'> {
  const event = `https://api.calendly.com/scheduled_events/${randomUUID()}`;
  return { event, invitee: `${event}/invitees/${randomUUID()}` };
}

/** What a webhook says besides the booking. */
export interface WebhookFacts {
  rescheduled?: boolean;
  old_invitee?: string | null;
  new_invitee?: string | null;
  cancellation?: { canceled_by: string; reason: string; canceler_type: 'invitee' | 'host'; created_at: string };
  /** Most people who may book the same event. @default 1 */
  limit?: number;
}

/**
 * The body of a webhook with every field that Calendly documents, in its form: times have microseconds.
 * https://developer.calendly.com/api-docs/calendly-api/webhooks/get-sample-webhook-data
 */
export function webhookBody(
  event: 'invitee.created' | 'invitee.canceled',
  booking: SimulatedBooking,
  { rescheduled = false, old_invitee = null, new_invitee = null, cancellation, limit = 1 }: WebhookFacts = {},
) {
  const user = 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA';
  const status = event === 'invitee.created' ? 'active' : 'canceled';
  const created_at = micro(booking.created_at);
  const updated_at = micro(cancellation?.created_at ?? booking.created_at);
  const uuid = booking.invitee.split('/').at(-1);
  return {
    event,
    created_at: updated_at,
    created_by: user,
    payload: {
      uri: booking.invitee,
      email: booking.email,
      first_name: null,
      last_name: null,
      name: booking.name,
      status,
      questions_and_answers: [{ question: 'What is it about?', answer: 'A DTV', position: 0 }],
      timezone: 'Europe/Paris',
      event: booking.event,
      created_at,
      updated_at,
      tracking: {
        utm_campaign: null,
        utm_source: null,
        utm_medium: null,
        utm_content: null,
        utm_term: null,
        salesforce_uuid: null,
      },
      text_reminder_number: booking.phone ?? null,
      rescheduled,
      old_invitee,
      new_invitee,
      cancel_url: `https://calendly.com/cancellations/${uuid}`,
      reschedule_url: `https://calendly.com/reschedulings/${uuid}`,
      routing_form_submission: null,
      ...(cancellation && { cancellation: { ...cancellation, created_at: micro(cancellation.created_at) } }),
      payment: null,
      no_show: null,
      reconfirmation: null,
      scheduling_method: null,
      invitee_scheduled_by: null,
      scheduled_event: {
        uri: booking.event,
        name: 'Visa call',
        meeting_notes_plain: null,
        meeting_notes_html: null,
        status,
        start_time: micro(booking.start_time),
        end_time: micro(booking.end_time),
        event_type: booking.event_type,
        location: booking.location,
        invitees_counter: { total: 1, active: status === 'active' ? 1 : 0, limit },
        created_at,
        updated_at,
        event_memberships: [{ user, user_email: 'agent@example.com', user_name: 'Anan Agent' }],
        event_guests: [],
      },
    },
  };
}

/** An instant as Calendly writes it. */
const micro = (instant: string): string => instant.replace(/\.(\d{3})Z$/, '.$1000Z');

/**
 * The header that proves a body to be Calendly's.
 * https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
 */
export function signatureOf(body: string, key = LOCAL_SIGNING_KEY, at = new Date()): string {
  const t = Math.floor(at.getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`, 'utf8').digest('hex')}`;
}
