import { type EventSource, type EventType, sourceIdOf } from './event-id.js';

const PREFIX = 'by/';

/** The `sourceId` of a call that an agent recorded by hand: it names their account, and the ingest has them prove it. */
export const recordedCallId = (uid: string, id: string): string => `${PREFIX}${uid}/${id}`;

/** The account of the agent whom an event names as the one who recorded it by hand; `undefined` for every other event. */
export function recorderOf({
  type,
  source,
  source_id,
}: {
  readonly type: EventType;
  readonly source: EventSource;
  readonly source_id: string;
}): string | undefined {
  const prefix = sourceIdOf('CALL_REQUESTED', PREFIX);
  if (type !== 'CALL_REQUESTED' || source !== 'MANUAL' || !source_id.startsWith(prefix)) return undefined;
  // An account's id may be any text; the rest has no slash.
  return source_id.slice(prefix.length, source_id.lastIndexOf('/'));
}
