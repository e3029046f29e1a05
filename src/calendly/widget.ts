import { bookingId } from '../schema/booking.js';

/** A booking as Calendly's widget tells of it: where it is, and nothing of what it is. */
export interface Booking {
  /** Its address at Calendly. */
  readonly eventUri: string;
  /** The address of whoever booked; empty where the widget does not tell it. */
  readonly inviteeUri: string;
  /** The id of the event that the webhook writes: for a page that has the whole booking and tells of it, too. */
  readonly sourceId: string;
}

/** What the widget posts once somebody has booked; it posts other events, too. */
interface Message {
  readonly event: string;
  readonly payload: Readonly<Partial<Record<'event' | 'invitee', { readonly uri?: string }>>>;
}

/**
 * Hears the bookings made in Calendly's inline or popup widget on this page. Only messages of `origin` count. Telling
 * the CRM is the webhook's work: a page can close before. Answers the undo.
 * https://developer.calendly.com/api-docs/overview/embedding/notifying-the-parent-window
 */
export function onBooking(listener: (booking: Booking) => void, origin = 'https://calendly.com'): () => void {
  const hear = ({ origin: from, data }: MessageEvent<Partial<Message> | null>) => {
    if (from !== origin || data?.event !== 'calendly.event_scheduled') return;
    const { event, invitee } = data.payload ?? {};
    // Without it there is nothing to tell, and a page must not see an error of ours.
    if (event?.uri) listener({ eventUri: event.uri, inviteeUri: invitee?.uri ?? '', sourceId: bookingId(event.uri) });
  };
  addEventListener('message', hear);
  return () => removeEventListener('message', hear);
}
