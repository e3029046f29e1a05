import { claimPath, conflictPath, eventPath } from '../schema/collections.js';
import { canonicalJson } from '../schema/content-hash.js';
import type { Delivery } from './admit.js';
import type { Fields, Write } from './ports.js';

/** The one write that turns a document into another; none where nothing changed. What did not change is not written. */
export function writesOf(path: string, before: object | undefined, after: object | undefined): Write[] {
  if (!after) return [];
  if (!before) return [{ create: path, document: { ...after } }];
  const changes = changesBetween({ ...before }, { ...after });
  return Object.keys(changes).length ? [{ update: path, changes }] : [];
}

/** The changed fields. Of `cases`, a lead's directory, only the changed entries: others may be writing theirs. */
function changesBetween(before: Fields, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries(after).flatMap(([field, value]) => {
      if (canonicalJson(value) === canonicalJson(before[field] ?? null)) return [];
      if (field !== 'cases') return [[field, value]];
      const entries = Object.entries(changesBetween({ ...Object(before[field]) }, { ...Object(value) }));
      return entries.map(([caseId, entry]) => [`${field}.${caseId}`, entry]);
    }),
  );
}

/** The event and the claim on its id, made together. */
export function eventWrites({ event, content_hash }: Delivery, caseId: string): Write[] {
  const { event_id, received_at } = event;
  return [
    { create: eventPath(caseId, event_id), document: { ...event } },
    { create: claimPath(event_id), document: { case_id: caseId, content_hash, received_at } },
  ];
}

/** Other content under a claimed id, kept beside the claim for the agents to see. */
export function conflictWrite({ event, content_hash }: Delivery): Write {
  const { event_id, type, payload, summary, timestamp, source, source_id, lead_id, site_id, received_at } = event;
  return {
    create: conflictPath(event_id, content_hash),
    document: {
      event: { type, payload, ...(summary && { summary }), timestamp, source, source_id },
      lead_id,
      site_id,
      content_hash,
      received_at,
    },
  };
}
