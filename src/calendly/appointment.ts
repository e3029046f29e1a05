import { bookingId } from '../schema/booking.js';
import type { AppointmentPayload } from '../sdk/validators.gen.js';

/**
 * What is read of a booking as Calendly's API and webhooks describe it.
 * https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-scheduled-event
 */
export interface ScheduledEvent {
  /** E.g. `https://api.calendly.com/scheduled_events/GBGBDCAADAEDCRZ2`. */
  readonly uri: string;
  /** ISO 8601, as a rule with microseconds: `2019-08-24T14:15:22.123456Z`. */
  readonly start_time: string;
  readonly end_time: string;
  /** `type` is e.g. `google_conference`, `zoom`, `physical`, `outbound_call`; `location` an address, a phone number, a text. */
  readonly location?: { readonly type: string; readonly location?: string | null | undefined } | null | undefined;
}

/** Calendly's name for a place, as people say it: `zoom` is `Zoom`, `microsoft_teams_conference` `Microsoft Teams`. */
const named = (type = ''): string =>
  type
    .replace('google_conference', 'google_meet')
    .replace('_conference', '')
    .replace(/_/g, ' ')
    .replace(/\b./g, (letter) => letter.toUpperCase());

/** With milliseconds, and cut to them. What is no time becomes `null`, for validation to name. */
const instant = (time: string): string => new Date(time).toJSON();

/**
 * The payload of a booking, the same from everyone who has the booking: what differs would be a conflict. So the address
 * has one form, times have milliseconds, and the location is where the parties meet and not the link to it, which
 * Calendly adds later.
 */
export const appointmentOf = ({ uri, start_time, end_time, location }: ScheduledEvent): AppointmentPayload => ({
  provider: 'CALENDLY',
  event_uri: `https://api.calendly.com/scheduled_events/${bookingId(uri).split('/')[0]}`,
  start_time: instant(start_time),
  end_time: instant(end_time),
  location: location?.location || named(location?.type),
});
