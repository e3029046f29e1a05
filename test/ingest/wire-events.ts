import { EVENT_KINDS, type EventSource, type EventType, eventId, sourceIdOf } from '../../src/schema/event-id.js';
import type { Envelope } from '../../src/schema/wire.js';

export const DAY = 24 * 60 * 60_000;
export const SITE = 'siam-visa-pro';
export const EMAIL = 'claire@example.com';
/** Day 0 of every test's calendar. */
export const DAY_0 = Date.parse('2026-03-01T09:30:00.000Z');
/** When requests arrive unless a test says otherwise: after all that happened. */
export const RECEIVED = '2026-12-31T12:00:00.000Z';

/** The instant so many days after day 0; fractions are fine. */
export const day = (days: number, milliseconds = 0): string =>
  new Date(DAY_0 + days * DAY + milliseconds).toISOString();

const PAYLOADS: Record<EventType, object> = {
  AUDIT_COMPLETED: {
    visa_type: 'DTV',
    audit_status: 'VALID',
    confidence_score: 85,
    issues: ['Missing Bank Statement'],
    missing_docs: [],
    ready_for_payment: false,
  },
  CALL_REQUESTED: {
    reason: 'user_request',
    visa_type: 'DTV',
    user_stage: 'documents_review',
    notes: 'Call after 6 pm',
  },
  CHAT_SUMMARIZED: {
    executive_summary: 'A remote worker with savings.',
    strengths: ['Savings'],
    weaknesses: [],
    action_plan: [{ step: 'Send the bank statement', timing: '48h' }],
    visa_score: 60,
  },
  APPOINTMENT_BOOKED: {
    provider: 'CALENDLY',
    event_uri: 'https://api.calendly.com/scheduled_events/1',
    start_time: '2027-01-10T09:00:00.000Z',
    end_time: '2027-01-10T09:30:00.000Z',
    location: 'Google Meet',
  },
};

export interface Overrides {
  at?: string;
  payload?: object;
  email?: string;
  phone?: string;
  name?: string;
  intent?: string;
  source?: EventSource;
  summary?: object;
}

/** A valid event as a page sends it; chats and bookings name the intent, the others have it in their payload. */
export function wire(type: EventType, id: string, overrides: Overrides = {}) {
  const { at = day(0), payload = {}, email = EMAIL, phone, name, summary } = overrides;
  const source = overrides.source ?? EVENT_KINDS[type].source;
  const source_id = sourceIdOf(type, id);
  const intent = overrides.intent ?? ('visa_type' in PAYLOADS[type] ? undefined : 'DTV');
  return {
    event_id: eventId(source, source_id),
    type,
    timestamp: at,
    source,
    source_id,
    payload: { ...PAYLOADS[type], ...payload },
    ...(summary && { summary }),
    lead: { email, ...(phone !== undefined && { phone }), ...(name !== undefined && { name }) },
    ...(intent && { intent }),
  };
}
export type Wire = ReturnType<typeof wire>;

export const audit = (id: string, overrides?: Overrides) => wire('AUDIT_COMPLETED', id, overrides);
export const call = (id: string, overrides?: Overrides) => wire('CALL_REQUESTED', id, overrides);
export const chat = (id: string, overrides?: Overrides) => wire('CHAT_SUMMARIZED', id, overrides);
export const booking = (id: string, overrides?: Overrides) => wire('APPOINTMENT_BOOKED', id, overrides);

export const envelopeOf = (events: unknown[], overrides: Partial<Envelope> = {}): Envelope => ({
  v: 1,
  site_id: SITE,
  sent_at: RECEIVED,
  sdk: '0.1.0',
  events,
  ...overrides,
});
