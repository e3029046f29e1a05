import { canonicalJson } from '../../src/schema/content-hash.js';
import { EVENT_KINDS, type EventType, eventId, sourceIdOf } from '../../src/schema/event-id.js';
import type { LeadContact, Verdict } from '../../src/sdk/index.js';
import { BAD } from '../support/simulated-ingest.js';
import type { Random } from '../support/simulated-random.js';
import type { FaultPage } from './fault-page.js';

/** What a page says in one call, and may say again. */
export interface Saying {
  readonly type: EventType;
  readonly sourceId: string;
  /** Stands in the payload and in no other one: finds the event wherever it is kept. */
  readonly token: string;
  readonly payload: Record<string, unknown>;
  readonly summary?: { text: string; lang?: string };
  readonly lead?: LeadContact;
}

/** A call that was made, and all that became of it. */
export interface Call extends Saying {
  readonly saying: Saying;
  /** The order of what the pages did. */
  readonly seq: number;
  readonly page: FaultPage;
  readonly eventId: string;
  /** The event as it has to travel, without its lead. */
  readonly wire: string;
  /** Which visitor it was made for: the leads that this one has had. */
  readonly visitor: Visitor;
  state: 'pending' | 'fulfilled' | 'refused';
  /** It was on the disk when its promise was fulfilled. */
  durable: boolean;
  verdict?: Verdict;
  /** When it had its verdict, virtual ms. */
  endedAt?: number;
}

/** Who sits before the device, from one logout to the next. */
export interface Visitor {
  readonly number: number;
  readonly leads: Set<string>;
}

const METHODS = {
  AUDIT_COMPLETED: 'auditCompleted',
  CALL_REQUESTED: 'callRequested',
  CHAT_SUMMARIZED: 'chatSummarized',
  APPOINTMENT_BOOKED: 'appointmentBooked',
} as const;
export const methodOf = (type: EventType) => METHODS[type];

/** Something new to say; `number` makes it unlike all other, `long` is how likely it says much. */
export function newSaying(random: Random, number: number, bad: boolean, long: number, sourceId = `s${number}`): Saying {
  const token = `tk${number}x`;
  const more = random.chance(long) ? 'é'.repeat(random.int(500, 1800)) : '';
  const text = `${token} ${bad ? BAD : ''}${more}`;
  const type = random.pick(Object.keys(EVENT_KINDS) as EventType[]); // Object.keys forgets the keys' type
  const payloads: Record<EventType, Record<string, unknown>> = {
    AUDIT_COMPLETED: {
      visa_type: 'DTV',
      audit_status: 'VALID',
      confidence_score: number % 100,
      issues: [text],
      missing_docs: [],
      ready_for_payment: random.chance(0.5),
    },
    CALL_REQUESTED: { reason: 'user_request', visa_type: '', user_stage: 'end', notes: text },
    CHAT_SUMMARIZED: {
      executive_summary: text,
      strengths: [],
      weaknesses: ['"quoted"'],
      action_plan: [{ step: 'one', timing: '' }],
      visa_score: 50,
    },
    APPOINTMENT_BOOKED: {
      provider: 'CALENDLY',
      event_uri: bad ? text.slice(0, 300) : token,
      start_time: '2026-03-01T09:30:00.000Z',
      end_time: '2026-03-01T10:00:00.000Z',
      location: 'Google Meet',
    },
  };
  return {
    type,
    sourceId,
    token,
    payload: payloads[type],
    ...(random.chance(0.2) && { summary: { text: `in short ${token}`, lang: 'fr' } }),
    ...(random.chance(0.15) && { lead: { email: `own${number}@example.com`, name: 'Own Lead' } }),
  };
}

export const idOfSaying = ({ type, sourceId }: Saying): string =>
  eventId(EVENT_KINDS[type].source, sourceIdOf(type, sourceId));

/** The event as it has to travel, but for its lead. */
export function wireOf(saying: Saying, timestamp: string): string {
  const { type, sourceId, payload, summary } = saying;
  const { source } = EVENT_KINDS[type];
  const source_id = sourceIdOf(type, sourceId);
  return canonicalJson({ event_id: eventId(source, source_id), type, timestamp, source, source_id, payload, summary });
}
