import * as z from 'zod';

/** What a kind of appointment is to the CRM. */
const purpose = z.strictObject({
  site_id: z.string().min(1).max(64),
  /** Where it names no intent, the booking joins the lead's latest case. */
  intent: z.string().min(1).max(64).optional(),
});
export type Purpose = z.infer<typeof purpose>;

/** Any event type that the table does not name. */
const OTHERS = '*';

const idOf = (uri: string): string | undefined => uri.split('/event_types/')[1];

/**
 * The table of event types: Calendly's address of each, or `*` for all others, with what it is to the CRM; `null` where
 * it is none of the CRM's business.
 */
export const eventTypes = z.record(
  z.string().refine((key) => key === OTHERS || idOf(key), 'Neither * nor https://api.calendly.com/event_types/…'),
  purpose.nullable(),
);
export type EventTypes = z.infer<typeof eventTypes>;

/** What an event type is to the CRM: `null` where nothing, `undefined` where the table does not know it. */
export function purposeOf(uri: string, table: EventTypes): Purpose | null | undefined {
  const named = Object.entries(table).find(([key]) => key !== OTHERS && idOf(key) === idOf(uri));
  return named ? named[1] : table[OTHERS];
}
