import type { StoredEvent } from '../schema/event.js';
import type { EventType } from '../schema/event-id.js';
import type { Lead } from '../schema/lead.js';
import { earlier, later, origin } from './instants.js';
import type { Place } from './resolve-case.js';

/** What a first interaction is called on the lead. */
const FIRST: Record<EventType, Lead['source']> = {
  AUDIT_COMPLETED: 'AUDIT_IA',
  CALL_REQUESTED: 'CLICK_TO_CALL',
  CHAT_SUMMARIZED: 'WEB_CHAT',
  APPOINTMENT_BOOKED: 'CALENDLY',
};

/**
 * A lead after one more event, with the case the event went to in its directory. Commutative: the source is the
 * earliest event's, phone and name are the latest event's that carries them.
 */
export function projectOnLead(before: Lead | undefined, event: StoredEvent, place: Place): Lead {
  const from = origin(event);
  const known = before ?? openedBy(event);
  const entry = known.cases[place.case_id];
  const { phone, name } = event.contact ?? {};
  return {
    ...known,
    ...(from < known.source_from && { source: sourceOf(event), source_from: from }),
    ...(phone && from >= (known.phone_from ?? '') && { phone, phone_from: from }),
    ...(name && from >= (known.name_from ?? '') && { name, name_from: from }),
    created_at: earlier(known.created_at, event.timestamp),
    updated_at: later(known.updated_at, event.timestamp),
    site_ids: [...new Set([...known.site_ids, event.site_id])].sort(),
    cases: {
      ...known.cases,
      [place.case_id]: {
        case_id: place.case_id,
        intent: place.intent,
        site_id: event.site_id,
        first_event_at: entry ? earlier(entry.first_event_at, event.timestamp) : event.timestamp,
        last_event_at: entry ? later(entry.last_event_at, event.timestamp) : event.timestamp,
      },
    },
  };
}

const openedBy = (event: StoredEvent): Lead => ({
  email: event.lead_id,
  source: sourceOf(event),
  source_from: origin(event),
  created_at: event.timestamp,
  updated_at: event.timestamp,
  site_ids: [event.site_id],
  cases: {},
});

const sourceOf = (event: StoredEvent): Lead['source'] => (event.source === 'MANUAL' ? 'MANUAL' : FIRST[event.type]);
