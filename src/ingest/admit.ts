import { contentHash } from '../schema/content-hash.js';
import { type StoredEvent, type WireEvent, wireEvent } from '../schema/event.js';
import { eventId } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { recorderOf } from '../schema/recorded-call.js';
import { type Envelope, envelope, type Issue, issuesOf, type Result } from '../schema/wire.js';
import { correctedTime } from './clock-skew.js';
import { contactOf } from './contact.js';
import { type IntentNames, intentOf } from './intent.js';
import type { Region } from './phone.js';
import { wellFormed } from './well-formed.js';

/** An event that passed admission: as it will be stored, and what is needed to decide where. */
export interface Delivery {
  event: StoredEvent;
  /** What the payload or the page named, by the site's table; `undefined` where neither names anything. */
  intent: string | undefined;
  content_hash: string;
  /** A copy: whatever stands already under its id is taken for it. */
  yields?: boolean;
  warnings: Issue[];
}

/** What admission needs to know besides the event. */
export interface Circumstances {
  site_id: string;
  sent_at: string;
  received_at: string;
  /** Where a phone number without a country code is from. */
  region: Region;
  /** The site's intents; by default those of Thai visas. */
  intents?: IntentNames | undefined;
  /** Whether the events are copies, of which the first to come stands. @default false */
  yields?: boolean | undefined;
  /** The account of the agent who sends. @default nobody's: a page of a visitor */
  agent?: string | undefined;
}

export type Admission = { ok: true; delivery: Delivery } | { ok: false; result: Result };

/** Admits what is around the events: version, site, times, how many. The events are admitted one by one. */
export function admitEnvelope(body: unknown): { ok: true; envelope: Envelope } | { ok: false; issues: Issue[] } {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) };
  return { ok: true, envelope: { ...parsed.data, site_id: wellFormed(parsed.data.site_id) } };
}

/**
 * Admits one event of a request: the schema, its id, then what is ours to make regular (email, phone, name, time,
 * intent). What cannot be made regular without losing the event is left out or kept as it was, with a warning.
 */
export function admit(raw: unknown, around: Circumstances): Admission {
  const parsed = wireEvent.safeParse(withNormalEmail(raw));
  if (!parsed.success) return rejected(raw, 'invalid_event', issuesOf(parsed.error));
  const event = wellFormed(parsed.data);
  if (event.event_id !== eventId(event.source, event.source_id))
    return rejected(raw, 'event_id_mismatch', [
      { path: 'event_id', code: 'event_id_mismatch', message: 'Not sha256(source + source_id) in lower-case hex' },
    ]);

  const recorder = recorderOf(event);
  if (recorder !== undefined && recorder !== around.agent)
    return rejected(raw, 'not_recorded_by_sender', [
      { path: 'source_id', code: 'not_recorded_by_sender', message: 'Names an agent who is not the one who sends it' },
    ]);

  const { contact, warnings } = contactOf(event.lead, around.region);
  const timestamp = correctedTime(event.timestamp, around.sent_at, around.received_at);
  const intent = intentNamedBy(event, around.intents);
  if (intent?.warning) warnings.push(intent.warning);
  const { event_id, type, source, source_id, payload, summary, lead } = event;
  const stored = {
    event_id,
    type,
    timestamp,
    source,
    source_id,
    payload,
    ...(summary && { summary }),
    lead_id: lead.email,
    site_id: around.site_id,
    received_at: around.received_at,
    ...(contact && { contact }),
    ...(timestamp !== event.timestamp && { client_timestamp: event.timestamp }),
  } as StoredEvent; // type and payload come from one parsed event, a tie that destructuring hides from TypeScript
  return {
    ok: true,
    delivery: {
      event: stored,
      intent: intent?.name,
      content_hash: contentHash(event),
      ...(around.yields && { yields: true }),
      warnings,
    },
  };
}

function intentNamedBy(event: WireEvent, intents?: IntentNames): { name: string; warning?: Issue } | undefined {
  const inPayload = 'visa_type' in event.payload ? intentOf(event.payload.visa_type, intents) : undefined;
  const intent = inPayload ?? intentOf(event.intent, intents);
  if (!intent || intent.known) return intent;
  return {
    name: intent.name,
    warning: {
      path: inPayload ? 'payload.visa_type' : 'intent',
      code: 'unknown_intent',
      message: "Not among the site's intents; taken as it is, in upper case",
    },
  };
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The email is made regular before the schema judges it. Spreading copies an own `__proto__` key for it to refuse. */
function withNormalEmail(raw: unknown): unknown {
  if (!isMap(raw) || !isMap(raw.lead) || typeof raw.lead.email !== 'string') return raw;
  return { ...raw, lead: { ...raw.lead, email: normalizeEmail(raw.lead.email) } };
}

function rejected(raw: unknown, code: string, issues: Issue[]): Admission {
  const event_id = isMap(raw) && typeof raw.event_id === 'string' ? raw.event_id : '';
  return { ok: false, result: { event_id, status: 'rejected', code, issues } };
}
