import { projectOnCase } from '../../src/ingest/project-case.js';
import { projectOnLead } from '../../src/ingest/project-lead.js';
import type { CaseDocument } from '../../src/schema/case.js';
import { canonicalJson, contentHash } from '../../src/schema/content-hash.js';
import type { StoredEvent } from '../../src/schema/event.js';
import type { Lead } from '../../src/schema/lead.js';
import { casesIn, type Documents } from '../ingest/canonical.js';
import { LONGEST_WAY } from './network.js';
import type { Call } from './simulation.js';

/** A clock up to five minutes off is believed; a correction is off by the time that the request travelled, ms. */
const TOLERANCE = 5 * 60_000 + LONGEST_WAY;

/** Every way in which what is stored is not what was called. */
export function reckon(calls: readonly Call[], documents: Documents): string[] {
  return [...storedOnce(documents), ...accountedFor(calls, documents), ...tied(documents), ...projected(documents)];
}

const eventsIn = (documents: Documents, under = 'cases/'): [path: string, event: StoredEvent][] =>
  Object.entries(documents).flatMap(([path, document]) =>
    path.startsWith(under) && path.includes('/events/') ? [[path, document as unknown as StoredEvent]] : [],
  );

export function storedOnce(documents: Documents): string[] {
  const ids = eventsIn(documents).map(([, { event_id }]) => event_id);
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `stored twice: ${id}`);
}

/** What was durable has arrived, as itself or as a conflict, at its time; and what pages were told is so. */
function accountedFor(calls: readonly Call[], documents: Documents): string[] {
  const events = new Map(eventsIn(documents).map(([, event]) => [event.event_id, event]));
  return calls.flatMap(({ event, happened, durable, verdict }) => {
    const { event_id } = event;
    const hash = contentHash(event);
    const stored = events.get(event_id);
    const same = documents[`event_claims/${event_id}`]?.content_hash === hash;
    const kept = documents[`event_claims/${event_id}/conflicts/${hash}`] !== undefined;
    const violations: string[] = [];
    if (durable && !same && !kept) violations.push(`lost: ${event_id}, ${JSON.stringify(verdict)}`);
    if (verdict && !(verdict.status === 'conflict' ? kept : same))
      violations.push(`told ${verdict.status}: ${event_id}`);
    if (same && !stored) violations.push(`claimed without an event: ${event_id}`);
    if (same && stored && Math.abs(Date.parse(stored.timestamp) - happened) > TOLERANCE)
      violations.push(`at another time: ${event_id}, ${stored.timestamp}, not ${new Date(happened).toISOString()}`);
    return violations;
  });
}

/** Event, claim, case and lead agree. */
function tied(documents: Documents): string[] {
  return eventsIn(documents).flatMap(([path, { event_id, lead_id }]) => {
    const caseId = path.split('/')[1]!;
    const lead = documents[`leads/${lead_id}`] as unknown as Lead | undefined;
    const ok =
      documents[`event_claims/${event_id}`]?.case_id === caseId &&
      documents[`cases/${caseId}`]?.lead_id === lead_id &&
      lead?.cases[caseId];
    return ok ? [] : [`not tied: ${path}`];
  });
}

/** Cases and leads are what their events make of them, put together in another order than they came in. */
function projected(documents: Documents): string[] {
  const violations: string[] = [];
  const leads = new Map<string, Lead>();
  for (const stored of casesIn(documents)) {
    const place = { case_id: stored.case_id, intent: stored.intent, opens: false, bridges: [] };
    let made: CaseDocument | undefined;
    for (const [, event] of eventsIn(documents, `cases/${stored.case_id}/`)) {
      made = projectOnCase(made, event, place);
      leads.set(event.lead_id, projectOnLead(leads.get(event.lead_id), event, place));
    }
    // Which event opened it, and what bridged it, is a matter of the order.
    const { created_at, continues } = stored;
    if (canonicalJson({ ...made, created_at, ...(continues && { continues }) }) !== canonicalJson(stored))
      violations.push(`case ${stored.case_id} is not what its events make of it`);
  }
  for (const [email, lead] of leads)
    if (canonicalJson(lead) !== canonicalJson(documents[`leads/${email}`]))
      violations.push(`lead ${email} is not what its events make of it`);
  return violations;
}
