/** Instants are compared as texts: their width is fixed (schema/fields.ts), so text order is time order. */
export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const later = (a: string, b: string): string => (a > b ? a : b);

export const milliseconds = (instant: string): number => Date.parse(instant);
export const instantAt = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Names the event a value came from; the greater text is the later event, of equal times the greater id. */
export const origin = (event: { timestamp: string; event_id: string }): string =>
  `${event.timestamp}/${event.event_id}`;
