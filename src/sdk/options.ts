import type { EventSource } from '../schema/event-id.js';
import type { LeadContact } from './validators.gen.js';

/** An event as `beforeSend` sees it and as it travels. */
export interface OutgoingEvent {
  readonly event_id: string;
  readonly type: 'AUDIT_COMPLETED' | 'CALL_REQUESTED' | 'CHAT_SUMMARIZED' | 'APPOINTMENT_BOOKED';
  timestamp: string;
  readonly source: EventSource;
  readonly source_id: string;
  payload: unknown;
  summary?: { text: string; lang?: string };
  lead?: LeadContact;
  intent?: string;
}

/** What the visitor has chosen: whether events may be stored and sent. */
export type Choice = 'granted' | 'denied';

export type Consent = 'pending' | Choice;

/** The limits of the outbox. Beyond them an event is dropped, and reported with its reason. */
export interface OutboxLimits {
  /** @default 30 */
  maxAgeDays?: number;
  /** Events in the outbox. @default 5000 */
  maxEvents?: number;
  /** Bytes in the outbox. @default 5_000_000 */
  maxBytes?: number;
}

export interface CrmOptions {
  /** The site the events come from, e.g. `siam-visa-pro`. */
  siteId: string;
  /** Where the ingest answers, e.g. `/crm/ingest`. Another origin works too, if the ingest allows this one. */
  endpoint: string;
  /** What the events come through. @default by type: `WEB_CHAT`, `CLICK_TO_CALL`, `WEB_CHAT`, `CALENDLY` */
  source?: EventSource;
  /** The intent of events whose payload names no visa. @default none: the ingest joins the lead's latest case */
  intent?: string;
  /** `pending` keeps events in memory until `setConsent`; `denied` drops them. @default 'granted' */
  consent?: Consent;
  /** Gives the App Check token of a request; where it fails the request goes without one. @default none */
  appCheckToken?: () => Promise<string>;
  /** May change an event before it is stored (it is validated again), or answer `null` to drop it. @default none */
  beforeSend?: (event: OutgoingEvent) => OutgoingEvent | null;
  /** @default { maxAgeDays: 30, maxEvents: 5000, maxBytes: 5_000_000 } */
  outbox?: OutboxLimits;
  /** Tells the console what happens to each event. Conflicts and rejections are always told. @default false */
  debug?: boolean;
}

/** What may accompany a payload. */
export interface EmitOptions {
  /** The caller's id of this very audit, call, summary or appointment: sent twice, it is one event. */
  sourceId: string;
  /** What it came through. @default the client's `source`, or by type */
  source?: EventSource;
  /** The project it belongs to, where the payload names no visa. @default the client's `intent` */
  intent?: string;
  /** Whom it is about. @default the identified lead; without one the event is held until there is */
  lead?: LeadContact;
  /** When it happened. @default now */
  timestamp?: string | Date;
  /** A synthesis in prose. @default none */
  summary?: { text: string; lang?: string };
}
