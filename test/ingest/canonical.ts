import type { Fields } from '../../src/ingest/ports.js';
import { WINDOW } from '../../src/ingest/resolve-case.js';
import type { CaseDocument } from '../../src/schema/case.js';
import type { CaseEntry } from '../../src/schema/lead.js';

export type Documents = Record<string, Fields>;

export const casesIn = (documents: Documents): CaseDocument[] =>
  Object.entries(documents).flatMap(([path, document]) =>
    /^cases\/[^/]+$/.test(path) ? [document as unknown as CaseDocument] : [],
  );

export const eventIdsIn = (documents: Documents, caseId: string): string[] =>
  Object.keys(documents).flatMap((path) => (path.startsWith(`cases/${caseId}/events/`) ? [path.split('/')[3]!] : []));

/**
 * The documents with every case called by its events. Its real id, and when it was created, name the event that happened
 * to open it; which of two cases was joined to the other is a matter of the order, too.
 */
export function canonical(documents: Documents): { partition: string; documents: string } {
  const names = new Map(
    casesIn(documents).map(({ case_id }) => [case_id, eventIdsIn(documents, case_id).sort().join('+')]),
  );
  let json = JSON.stringify(documents, (key, value) =>
    key === 'created_at' || key === 'continues' ? undefined : value,
  );
  for (const [id, name] of names) json = json.replaceAll(id, name);
  return {
    partition: [...names.values()].sort().join(' | '),
    documents: JSON.stringify(sorted(JSON.parse(json)), null, 1),
  };
}

const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => [key, sorted(part)])
    : value;

/** The definition of a bridge, told another way than resolving does. */
export function isOlderAndNear(older: CaseDocument, younger: CaseDocument): boolean {
  const gap = (a: CaseEntry, b: CaseEntry) => Date.parse(b.first_event_at) - Date.parse(a.last_event_at);
  return (
    older.case_id !== younger.case_id &&
    older.lead_id === younger.lead_id &&
    older.intent === younger.intent &&
    older.first_event_at < younger.first_event_at &&
    gap(older, younger) < WINDOW
  );
}
