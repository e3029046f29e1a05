import { createHash } from 'node:crypto';
import type { EventType } from '../../src/schema/event-id.js';

/** A document as Firestore keeps it, by field. */
export type Document = Record<string, unknown>;
/** What a commit leaves in Firestore, by path; `null` deletes. */
export type Commit = Record<string, Document | null>;

export const SITE = 'siam-visa-pro';
export const EMAIL = 'claire.dupont@example.com';
export const OTHER_EMAIL = 'marc.leroy@example.com';
const RECEIVED = '2026-03-01T09:30:05.000Z';

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A valid payload of each type, every list at its bound, every optional field present. */
export const FULL_PAYLOADS: Record<EventType, Document> = {
  AUDIT_COMPLETED: {
    visa_type: 'D'.repeat(64),
    audit_status: 'PENDING',
    confidence_score: 85,
    issues: Array.from({ length: 20 }, () => 'i'.repeat(200)),
    missing_docs: Array.from({ length: 20 }, () => 'm'.repeat(200)),
    ready_for_payment: false,
  },
  CALL_REQUESTED: {
    reason: 'r'.repeat(200),
    visa_type: 'D'.repeat(64),
    user_stage: 's'.repeat(200),
    notes: 'n'.repeat(5000),
    transcript: 't'.repeat(10_000),
  },
  CHAT_SUMMARIZED: {
    executive_summary: 'e'.repeat(5000),
    strengths: Array.from({ length: 20 }, () => 's'.repeat(200)),
    weaknesses: Array.from({ length: 20 }, () => 'w'.repeat(200)),
    action_plan: Array.from({ length: 12 }, () => ({ step: 's'.repeat(500), timing: 't'.repeat(200) })),
    visa_score: 70,
  },
  APPOINTMENT_BOOKED: {
    provider: 'CALENDLY',
    event_uri: 'u'.repeat(500),
    start_time: '2026-03-05T09:00:00.000Z',
    end_time: '2026-03-05T09:30:00.000Z',
    location: 'l'.repeat(500),
  },
};

const KINDS: Record<EventType, { prefix: string; source: string; status: string; first: string }> = {
  AUDIT_COMPLETED: { prefix: 'audit:', source: 'WEB_CHAT', status: 'AUDIT_DONE', first: 'AUDIT_IA' },
  CALL_REQUESTED: {
    prefix: 'call:',
    source: 'CLICK_TO_CALL',
    status: 'CALL_REQUESTED',
    first: 'CLICK_TO_CALL',
  },
  CHAT_SUMMARIZED: { prefix: 'chat:', source: 'WEB_CHAT', status: 'NEW', first: 'WEB_CHAT' },
  APPOINTMENT_BOOKED: {
    prefix: 'appointment:',
    source: 'CALENDLY',
    status: 'CALL_SCHEDULED',
    first: 'CALENDLY',
  },
};

export interface EventOptions {
  type?: EventType;
  /** The caller's id. */
  id?: string;
  timestamp?: string;
  email?: string;
  site?: string;
  intent?: string;
  payload?: Document;
  /** In place of those that belong to the type. */
  source?: string;
  source_id?: string;
  received_at?: string;
}

/** An event and where it is; the pieces commits are made of. */
export interface Placed {
  caseId: string;
  eventId: string;
  event: Document;
  paths: { event: string; claim: string; case: string; lead: string };
}

/** An event as it is stored. Opens a case of its own unless `caseId` says otherwise. */
export function placed(options: EventOptions = {}, caseId?: string): Placed {
  const { type = 'AUDIT_COMPLETED', id = 's1', timestamp = '2026-03-01T09:30:00.000Z' } = options;
  const { email = EMAIL, site = SITE, intent = 'DTV', payload = FULL_PAYLOADS[type] } = options;
  const { source = KINDS[type].source, source_id = KINDS[type].prefix + id, received_at = RECEIVED } = options;
  const eventId = sha256(source + source_id);
  const of = caseId ?? sha256([email, intent, site, eventId].join('/'));
  return {
    caseId: of,
    eventId,
    event: {
      event_id: eventId,
      type,
      timestamp,
      source,
      source_id,
      payload,
      summary: { text: 'x'.repeat(2000), lang: 'fr' },
      lead_id: email,
      site_id: site,
      received_at,
      contact: { phone: '+33612345678', name: 'Claire Dupont' },
      client_timestamp: timestamp,
    },
    paths: {
      event: `cases/${of}/events/${eventId}`,
      claim: `event_claims/${eventId}`,
      case: `cases/${of}`,
      lead: `leads/${email}`,
    },
  };
}

/** The four documents of one event that opens a case: what the ingest commits for a lead's first event. */
export function opening(options: EventOptions = {}): Commit {
  const { type = 'AUDIT_COMPLETED', intent = 'DTV', site = SITE, email = EMAIL } = options;
  const { caseId, eventId, event, paths } = placed(options);
  const { timestamp } = event as { timestamp: string };
  const { status, first } = KINDS[type];
  return {
    [paths.event]: event,
    [paths.claim]: { case_id: caseId, content_hash: sha256(`content of ${eventId}`), received_at: event.received_at },
    [paths.case]: {
      case_id: caseId,
      lead_id: email,
      intent,
      status,
      owner_uid: '',
      site_id: site,
      first_event_at: timestamp,
      first_event_id: eventId,
      last_event_at: timestamp,
      last_event_id: eventId,
      created_at: timestamp,
      waiting_since: timestamp,
      ...(type === 'AUDIT_COMPLETED' && {
        confidence_score: 85,
        confidence_at: timestamp,
        confidence_event_id: eventId,
      }),
      ...(type === 'APPOINTMENT_BOOKED' && {
        next_action_at: '2026-03-05T09:00:00.000Z',
        next_action_by: 'calendly',
        next_action_from: `${timestamp}/${eventId}`,
      }),
    },
    [paths.lead]: {
      email,
      phone: '+33612345678',
      name: 'Claire Dupont',
      source: first,
      created_at: timestamp,
      updated_at: timestamp,
      site_ids: [site],
      cases: {
        [caseId]: { case_id: caseId, intent, site_id: site, first_event_at: timestamp, last_event_at: timestamp },
      },
      source_from: `${timestamp}/${eventId}`,
      phone_from: `${timestamp}/${eventId}`,
      name_from: `${timestamp}/${eventId}`,
    },
  } as Commit;
}

/** The claim, the case and the lead of an event's commit, by what they are. */
export function parts(
  commit: Commit,
): Record<'event' | 'claim' | 'case' | 'lead', Document> & { paths: Placed['paths'] } {
  const path = (pattern: RegExp) => Object.keys(commit).find((one) => pattern.test(one))!;
  const paths = {
    event: path(/^cases\/\w+\/events\//),
    claim: path(/^event_claims\/\w+$/),
    case: path(/^cases\/\w+$/),
    lead: path(/^leads\//),
  };
  const at = (one: string) => commit[one] as Document; // commits of events delete nothing
  return { event: at(paths.event), claim: at(paths.claim), case: at(paths.case), lead: at(paths.lead), paths };
}

/** What another event of the same lead and case changes: the commit that follows `before`. */
export function following(before: Commit, options: EventOptions = {}): Commit {
  const was = parts(before);
  const known = was.case as Record<string, string>;
  const { type = 'CALL_REQUESTED', id = 's2', timestamp = '2026-03-02T10:00:00.000Z' } = options;
  const of = placed({ ...options, type, id, timestamp, email: known.lead_id!, site: known.site_id! }, known.case_id!);
  const isFirst = timestamp < known.first_event_at!;
  const isLast = timestamp >= known.last_event_at!;
  const ranks = ['NEW', 'AUDIT_DONE', 'CALL_REQUESTED', 'CALL_SCHEDULED'];
  const status = ranks[Math.max(ranks.indexOf(known.status!), ranks.indexOf(KINDS[type].status))];
  const isScored = type === 'AUDIT_COMPLETED' && timestamp >= (known.confidence_at ?? '');
  const entries = was.lead.cases as Record<string, Document>;
  const first = isFirst ? timestamp : known.first_event_at;
  const last = isLast ? timestamp : known.last_event_at;
  return {
    [of.paths.event]: of.event,
    [of.paths.claim]: { case_id: of.caseId, content_hash: sha256(`content of ${of.eventId}`), received_at: RECEIVED },
    [of.paths.case]: {
      ...known,
      status: known.handled_at ? known.status : status,
      first_event_at: first,
      first_event_id: isFirst ? of.eventId : known.first_event_id,
      last_event_at: last,
      last_event_id: isLast ? of.eventId : known.last_event_id,
      ...(isScored && {
        confidence_score: (of.event.payload as Document).confidence_score,
        confidence_at: timestamp,
        confidence_event_id: of.eventId,
      }),
      ...(type === 'APPOINTMENT_BOOKED' && {
        next_action_at: '2026-03-05T09:00:00.000Z',
        next_action_by: 'calendly',
        next_action_from: `${timestamp}/${of.eventId}`,
      }),
    },
    [of.paths.lead]: {
      ...was.lead,
      created_at: isFirst ? timestamp : was.lead.created_at,
      updated_at: isLast ? timestamp : was.lead.updated_at,
      cases: { ...entries, [of.caseId]: { ...entries[of.caseId], first_event_at: first, last_event_at: last } },
    },
  };
}
