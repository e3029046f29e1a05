import { BOOKING, projectOnCase } from '../ingest/project-case.js';
import { projectOnLead } from '../ingest/project-lead.js';
import { caseIdOf } from '../ingest/resolve-case.js';
import { type CaseDocument, UNKNOWN_INTENT } from '../schema/case.js';
import { canonicalJson } from '../schema/content-hash.js';
import type { StoredEvent } from '../schema/event.js';
import type { Lead } from '../schema/lead.js';

/**
 * A case from its events alone, as if nobody had worked on it. `intents` are those it may have been opened with: its id
 * tells which, and by which event. Nothing where no event opens a case of this id.
 */
export function caseAnew(
  id: string,
  events: readonly StoredEvent[],
  intents: readonly (string | undefined)[],
): CaseDocument | undefined {
  const likely = [...new Set([...intents, UNKNOWN_INTENT])].filter((intent) => intent !== undefined);
  const intent = likely.find((one) => events.some((event) => caseIdOf(event, one) === id));
  const opening = intent && events.find((event) => caseIdOf(event, intent) === id);
  if (!opening) return undefined;
  const place = { case_id: id, intent, opens: true, bridges: [] };
  return events
    .filter((event) => event !== opening)
    .reduce((known, event) => projectOnCase(known, event, place), projectOnCase(undefined, opening, place));
}

/** A lead from all its events alone. `placed` names the case of each. Nothing where there is none. */
export function leadAnew(
  placed: readonly { readonly event: StoredEvent; readonly caseId: string; readonly intent: string }[],
): Lead | undefined {
  return placed.reduce<Lead | undefined>(
    (known, { event, caseId, intent }) =>
      projectOnLead(known, event, { case_id: caseId, intent, opens: false, bridges: [] }),
    undefined,
  );
}

/** The fields of a case that are not what its events make of it. What an agent has set is left alone. */
export function fieldsThatDiffer(stored: CaseDocument, anew: CaseDocument): string[] {
  const agents = new Set<string>(['handled_at', 'status_at', 'continues']);
  if (stored.status_at) agents.add('status');
  if (stored.handled_at) for (const field of ['owner_uid', 'waiting_since']) agents.add(field);
  if (stored.next_action_by && stored.next_action_by !== BOOKING)
    for (const field of ['next_action_at', 'next_action_by', 'next_action_from']) agents.add(field);
  return differing({ ...stored }, { ...anew }).filter((field) => !agents.has(field));
}

/** The fields whose values are not the same, in the order of their names. */
export function differing(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((field) => canonicalJson(a[field] ?? null) !== canonicalJson(b[field] ?? null))
    .sort();
}
