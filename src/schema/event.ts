import * as z from 'zod';
import { type EventType, SOURCES, sourceIdOf } from './event-id.js';
import { EMAIL, hash, instant, PHONE, text } from './fields.js';
import { PAYLOADS } from './payloads.js';

/** What a person wrote or an AI said about the event, in prose. */
export const eventSummary = z.strictObject({
  text: text(2000).describe('The synthesis.'),
  lang: text(35).optional().describe('Its language as a BCP 47 tag, e.g. "fr".'),
});

/** Who the event is about, as the page knows them. Only the email is required; it is the identity. */
export const leadContact = z.strictObject({
  email: z
    .string()
    .max(254)
    .regex(EMAIL)
    .meta({ says: 'an email address' })
    .describe('Trimmed, NFC and lower-case (see `normalizeEmail`).'),
  phone: text(40).optional().describe('As typed; becomes E.164 at the ingest, or is left out with a warning.'),
  name: text(200).optional().describe('Full name.'),
});

const sourceId = (type: EventType) => text(256).regex(new RegExp(`^${sourceIdOf(type, '')}[\\s\\S]`));

const wireEventOf = <T extends EventType>(type: T) =>
  z.strictObject({
    event_id: hash().describe('sha256(source + source_id), lower-case hex.'),
    type: z.literal(type),
    timestamp: instant().describe('When it happened, by the clock of the device.'),
    source: z.enum(SOURCES).describe('What it came through.'),
    source_id: sourceId(type).describe(
      "The caller's id of this very audit, call, summary or appointment, with its qualifier.",
    ),
    payload: PAYLOADS[type],
    summary: eventSummary.optional().describe('A synthesis in prose.'),
    lead: leadContact,
    intent: text(64).optional().describe('The project it belongs to, where the payload names no visa, e.g. "DTV".'),
  });

/** An event as it travels, by type. The shape of an outbox record's event and of a request's `events`. */
export const WIRE_EVENTS = {
  AUDIT_COMPLETED: wireEventOf('AUDIT_COMPLETED'),
  CALL_REQUESTED: wireEventOf('CALL_REQUESTED'),
  CHAT_SUMMARIZED: wireEventOf('CHAT_SUMMARIZED'),
  APPOINTMENT_BOOKED: wireEventOf('APPOINTMENT_BOOKED'),
} as const;

export const wireEvent = z.discriminatedUnion('type', [
  WIRE_EVENTS.AUDIT_COMPLETED,
  WIRE_EVENTS.CALL_REQUESTED,
  WIRE_EVENTS.CHAT_SUMMARIZED,
  WIRE_EVENTS.APPOINTMENT_BOOKED,
]);
export type WireEvent = z.infer<typeof wireEvent>;

const storedEventOf = <T extends EventType>(type: T) =>
  z.strictObject({
    event_id: hash(),
    type: z.literal(type),
    timestamp: instant().describe('When it happened, corrected where the device clock was more than 5 minutes off.'),
    source: z.enum(SOURCES),
    source_id: sourceId(type),
    payload: PAYLOADS[type],
    summary: eventSummary.optional(),
    lead_id: z.string().max(254).regex(EMAIL).describe("The lead's email: the id of its document."),
    site_id: text(64, 1).describe('The site that sent it.'),
    received_at: instant().describe("When the ingest first received it, by the server's clock."),
    contact: z
      .strictObject({ phone: z.string().regex(PHONE).optional(), name: text(200).optional() })
      .optional()
      .describe('Phone and name as they came with this event.'),
    client_timestamp: instant().optional().describe("The device's own time, only where `timestamp` was corrected."),
  });

/** An event as Firestore keeps it, by type: `cases/{case_id}/events/{event_id}`. Never changed, never deleted. */
export const STORED_EVENTS = {
  AUDIT_COMPLETED: storedEventOf('AUDIT_COMPLETED'),
  CALL_REQUESTED: storedEventOf('CALL_REQUESTED'),
  CHAT_SUMMARIZED: storedEventOf('CHAT_SUMMARIZED'),
  APPOINTMENT_BOOKED: storedEventOf('APPOINTMENT_BOOKED'),
} as const;

export const storedEvent = z.discriminatedUnion('type', [
  STORED_EVENTS.AUDIT_COMPLETED,
  STORED_EVENTS.CALL_REQUESTED,
  STORED_EVENTS.CHAT_SUMMARIZED,
  STORED_EVENTS.APPOINTMENT_BOOKED,
]);
export type StoredEvent = z.infer<typeof storedEvent>;

/**
 * `event_claims/{event_id}`: the one place that owns an event's id in the whole database. It is created in the same
 * commit as the event, so that an id can never name two events, whatever case a repeat would be resolved to.
 */
export const eventClaim = z.strictObject({
  case_id: hash().describe('The case that holds the event.'),
  content_hash: hash().describe('Of type, payload, summary and the email; see `contentHash`.'),
  received_at: instant().describe('When the event was first received.'),
});
export type EventClaim = z.infer<typeof eventClaim>;

const receivedEventOf = <T extends EventType>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    timestamp: instant(),
    source: z.enum(SOURCES),
    source_id: sourceId(type),
    payload: PAYLOADS[type],
    summary: eventSummary.optional(),
  });

/** The event of a conflict, by type: what came under an id that already had other content. */
export const RECEIVED_EVENTS = {
  AUDIT_COMPLETED: receivedEventOf('AUDIT_COMPLETED'),
  CALL_REQUESTED: receivedEventOf('CALL_REQUESTED'),
  CHAT_SUMMARIZED: receivedEventOf('CHAT_SUMMARIZED'),
  APPOINTMENT_BOOKED: receivedEventOf('APPOINTMENT_BOOKED'),
} as const;

/** `event_claims/{event_id}/conflicts/{content hash}`: kept for the agents, once for each other content. */
export const conflictDocument = z.strictObject({
  event: z.discriminatedUnion('type', [
    RECEIVED_EVENTS.AUDIT_COMPLETED,
    RECEIVED_EVENTS.CALL_REQUESTED,
    RECEIVED_EVENTS.CHAT_SUMMARIZED,
    RECEIVED_EVENTS.APPOINTMENT_BOOKED,
  ]),
  lead_id: z.string().max(254).regex(EMAIL).describe('The email it came with; may differ from that of the event.'),
  site_id: text(64, 1).describe('The site that sent it.'),
  content_hash: hash().describe("The document's id."),
  received_at: instant().describe('When it was first received.'),
});
export type ConflictDocument = z.infer<typeof conflictDocument>;
