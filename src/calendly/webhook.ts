import * as z from 'zod';
import { bookingId } from '../schema/booking.js';

/** A time of Calendly's, e.g. `2020-01-02T03:04:05.678123Z`. */
const time = z.iso.datetime({ offset: true });

/** An address that names a booking, or one of its invitees. */
const bookingUri = z
  .string()
  .max(500)
  .refine((uri) => /^[\w-]+(\/[\w-]+)?$/.test(bookingId(uri)), 'No address of a booking');

/** https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-scheduled-event */
const scheduledEvent = z.object({
  uri: bookingUri,
  event_type: z.string().max(500),
  start_time: time,
  end_time: time,
  location: z.object({ type: z.string(), location: z.string().nullish() }).nullish(),
  /** `limit` is 1 but for group events, which many people book. */
  invitees_counter: z.object({ limit: z.number() }).nullish(),
});

const cancellation = z.object({
  canceled_by: z.string().nullish(),
  reason: z.string().nullish(),
  /** `host` or `invitee`. */
  canceler_type: z.string().nullish(),
  /** Not there in older subscriptions. */
  created_at: time.nullish(),
});

/**
 * The "Invitee Payload" of Calendly's webhooks, as far as it is read; what else it holds is let pass.
 * https://developer.calendly.com/api-docs/calendly-api/webhooks/get-sample-webhook-data
 */
const invitee = z.object({
  uri: bookingUri,
  email: z.string(),
  name: z.string().nullish(),
  created_at: time,
  updated_at: time,
  /** Whether this booking was replaced by another: `new_invitee`, which has a webhook of its own. */
  rescheduled: z.boolean().nullish(),
  /** Where reminders go, as typed: `+1 404-555-1234`. */
  text_reminder_number: z.string().nullish(),
  cancellation: cancellation.nullish(),
  scheduled_event: scheduledEvent,
});
export type Invitee = z.infer<typeof invitee>;

const inviteeWebhook = z.object({
  event: z.enum(['invitee.created', 'invitee.canceled']),
  payload: invitee,
});

const OTHERS = z.object({ event: z.string() });

/** What came, as far as its `event` says: of other events than bookings nothing is read. */
export type Webhook = z.infer<typeof inviteeWebhook> | { event: 'other' };

/** Reads the body of a webhook. Throws a `ZodError` that names each field that is not as Calendly documents it. */
export function webhookFrom(body: unknown): Webhook {
  const { event } = OTHERS.parse(body);
  return inviteeWebhook.shape.event.safeParse(event).success ? inviteeWebhook.parse(body) : { event: 'other' };
}
