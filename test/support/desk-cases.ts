import type { CaseStatus } from '../../src/schema/case-status.js';
import { eventId } from '../../src/schema/event-id.js';
import { sha256 } from '../../src/schema/sha256.js';

/** What a seeded case shall be; the rest is like everybody's. */
export interface Seed {
  readonly email: string;
  readonly intent?: string;
  readonly site?: string;
  readonly status?: CaseStatus;
  readonly owner?: string;
  /** When the client began to wait, and the latest event was. */
  readonly at: Date;
  readonly handledAt?: Date;
  readonly nextAction?: { readonly at: Date; readonly by: string };
  readonly name?: string;
  readonly phone?: string;
  /** Events, latest first. @default one call request */
  readonly events?: readonly SeedEvent[];
}

export interface SeedEvent {
  readonly type: 'AUDIT_COMPLETED' | 'CALL_REQUESTED' | 'CHAT_SUMMARIZED' | 'APPOINTMENT_BOOKED';
  readonly at: Date;
  readonly payload: object;
  readonly source?: string;
  readonly contact?: { readonly phone?: string; readonly name?: string };
  readonly summary?: { readonly text: string; readonly lang?: string };
}

export const CALL: SeedEvent['payload'] = {
  reason: 'user_request',
  visa_type: 'DTV',
  user_stage: 'documents_review',
  notes: 'Can I be called after 18:00?',
};

/** The documents of some cases, by path: cases, leads, events and claims as the ingest would leave them. */
export function deskDocuments(seeds: readonly Seed[]): Record<string, object> {
  const documents: Record<string, object> = {};
  for (const seed of seeds) Object.assign(documents, documentsOf(seed, documents));
  return documents;
}

/** The id of a seeded case. */
export const caseIdOf = ({ email, intent = 'DTV', site = 'siam-visa-pro', at }: Seed): string =>
  sha256([email, intent, site, at.toISOString()].join('/'));

function documentsOf(seed: Seed, before: Record<string, object>): Record<string, object> {
  const { email, intent = 'DTV', site = 'siam-visa-pro', status = 'CALL_REQUESTED', owner = '', at } = seed;
  const { handledAt, nextAction, name, phone } = seed;
  const events = seed.events ?? [{ type: 'CALL_REQUESTED', at, payload: CALL } as const];
  const stored = events.map((event, i) => storedOf(seed, event, i));
  const first = stored.at(-1)!;
  const last = stored[0]!;
  const case_id = caseIdOf(seed);
  const entry = { case_id, intent, site_id: site, first_event_at: first.timestamp, last_event_at: last.timestamp };
  // What this file has put there before.
  const known = before[`leads/${email}`] as { cases: object; site_ids: string[]; created_at: string } | undefined;
  const audit = stored.find(({ type }) => type === 'AUDIT_COMPLETED');
  return {
    [`cases/${case_id}`]: {
      ...entry,
      lead_id: email,
      status,
      owner_uid: owner,
      first_event_id: first.event_id,
      last_event_id: last.event_id,
      created_at: first.timestamp,
      waiting_since: at.toISOString(),
      ...(audit && {
        // An audit's payload has it.
        confidence_score: (audit.payload as { confidence_score: number }).confidence_score,
        confidence_at: audit.timestamp,
        confidence_event_id: audit.event_id,
      }),
      ...(handledAt && { handled_at: handledAt }),
      ...(nextAction && { next_action_at: nextAction.at.toISOString(), next_action_by: nextAction.by }),
    },
    [`leads/${email}`]: {
      ...known,
      email,
      ...(phone && { phone, phone_from: `${last.timestamp}/${last.event_id}` }),
      ...(name && { name, name_from: `${last.timestamp}/${last.event_id}` }),
      source: 'WEB_CHAT',
      source_from: `${first.timestamp}/${first.event_id}`,
      created_at: known?.created_at ?? first.timestamp,
      updated_at: last.timestamp,
      site_ids: [...new Set([...(known?.site_ids ?? []), site])],
      cases: { ...known?.cases, [case_id]: entry },
    },
    ...Object.fromEntries(stored.map((event) => [`cases/${case_id}/events/${event.event_id}`, event])),
  };
}

function storedOf({ email, site = 'siam-visa-pro', phone, name }: Seed, event: SeedEvent, i: number) {
  const { type, at, payload, summary, source = 'WEB_CHAT' } = event;
  const contact = event.contact ?? { ...(phone && { phone }), ...(name && { name }) };
  const source_id = `${type.split('_')[0]!.toLowerCase()}:${email}-${at.getTime()}-${i}`;
  return {
    // The sources of seeds are those of the schema.
    event_id: eventId(source as 'WEB_CHAT', source_id),
    type,
    timestamp: at.toISOString(),
    received_at: new Date(at.getTime() + 900).toISOString(),
    source,
    source_id,
    payload,
    lead_id: email,
    site_id: site,
    ...(summary && { summary }),
    ...(Object.keys(contact).length && { contact }),
  };
}
