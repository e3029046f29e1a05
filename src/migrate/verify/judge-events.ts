import type { Claim, Fields } from '../../ingest/ports.js';
import type { CaseDocument } from '../../schema/case.js';
import { casePath, claimPath, eventPath, leadPath } from '../../schema/collections.js';
import { contentHash } from '../../schema/content-hash.js';
import { type StoredEvent, storedEvent } from '../../schema/event.js';
import { eventId } from '../../schema/event-id.js';
import type { Lead } from '../../schema/lead.js';
import { issuesOf } from '../../schema/wire.js';
import { caseIn, idOf } from '../document-path.js';
import type { Found } from '../reader.js';
import { sessionPath } from '../session-path.js';
import type { Counted, Difference, Judgement } from './differences.js';
import type { Look } from './look.js';

/** The hash of what an event says, whatever a hand has made of it. */
export function hashOf(fields: Fields): string {
  const { type, payload, summary, lead_id } = fields as StoredEvent; // as found: only hashed
  return contentHash({ type, payload, summary, lead: { email: lead_id } } as Parameters<typeof contentHash>[0]);
}

/**
 * Whether an event is whole, under its own id, claimed for the very case it lies in, and in a case that is there: the
 * direction from the new collections back. Counts whether an audit or a summary has its session.
 */
export async function judgeEvent(event: Found, look: Look): Promise<Judgement> {
  const [differences, tally] = await Promise.all([differencesOf(event, look), counted(event, look)]);
  return { differences, tally };
}

async function counted({ fields }: Found, look: Look): Promise<Counted[]> {
  const path = sessionPath(fields.type, fields.source, fields.source_id);
  return path ? [(await look.get(path)) ? 'with_session' : 'without_session'] : [];
}

async function differencesOf({ path, fields }: Found, look: Look): Promise<Difference[]> {
  const id = idOf(path);
  const [claim, here] = await Promise.all([claimOf(id, look), caseOf(caseIn(path), look)]);
  const about = (name: Difference['name'], more: Partial<Difference> = {}): Difference[] => [
    { name, thing: 'event', id, path, leads: texts(fields.lead_id, here?.lead_id), ...more },
  ];
  const own = eventId(fields.source as StoredEvent['source'], String(fields.source_id)); // as found: only hashed
  if (own !== id || fields.event_id !== id) return about('event_id_wrong', { id: claim ? id : own });
  const parsed = storedEvent.safeParse(fields);
  if (!parsed.success) return about('event_malformed', { fields: issuesOf(parsed.error).map((issue) => issue.path) });
  const event = parsed.data;
  if (!claim) return about('claim_lost', { path: claimPath(id) });
  if (claim.erased_at) return about('erased_came_back');
  if (claim.case_id !== caseIn(path)) {
    if (await look.get(eventPath(claim.case_id, id))) return about('event_doubled');
    const there = await caseOf(claim.case_id, look);
    const leads = texts(event.lead_id, here?.lead_id, there?.lead_id);
    const astray = holds(here, event) && !holds(there, event);
    return astray ? about('claim_astray', { path: claimPath(id), leads }) : about('event_moved', { leads });
  }
  if (hashOf(fields) !== claim.content_hash) return about('event_changed');
  if (event.received_at !== claim.received_at) return about('event_changed', { fields: ['received_at'] });
  const place = caseIn(path);
  return here
    ? placed(event, here, about, look, place)
    : about('case_lost', { thing: 'case', id: place, path: casePath(place) });
}

/** Whether event and case are of one lead and one site; where not, the lead's directory says which of them is wrong. */
async function placed(
  event: StoredEvent,
  here: CaseDocument,
  about: (name: Difference['name'], more?: Partial<Difference>) => Difference[],
  look: Look,
  id: string,
): Promise<Difference[]> {
  if (event.lead_id === here.lead_id && event.site_id === here.site_id) return [];
  const lead = (await look.get(leadPath(event.lead_id)))?.fields as Lead | undefined; // as written through the rules
  const entry = lead?.cases?.[id];
  const itsCase = { thing: 'case', id, path: casePath(id) } as const;
  if (event.lead_id !== here.lead_id) return entry ? about('case_orphaned', itsCase) : about('event_moved');
  return entry?.site_id === event.site_id
    ? about('case_differs', { ...itsCase, fields: ['site_id'] })
    : about('event_changed', { fields: ['site_id'] });
}

/** Whether an event can lie in a case: of its lead, of its site, within its times. */
const holds = (of: CaseDocument | undefined, event: StoredEvent): boolean =>
  of !== undefined &&
  of.lead_id === event.lead_id &&
  of.site_id === event.site_id &&
  of.first_event_at <= event.timestamp &&
  event.timestamp <= of.last_event_at;

// What lies under these paths was written through the rules; what a hand has made of it is told by comparing.
const claimOf = async (id: string, look: Look) => (await look.get(claimPath(id)))?.fields as Claim | undefined;
const caseOf = async (id: string, look: Look) => (await look.get(casePath(id)))?.fields as CaseDocument | undefined;

const texts = (...values: unknown[]): string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string' && value !== '')),
];
