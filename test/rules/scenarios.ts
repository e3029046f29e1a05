import type { EventType } from '../../src/schema/event-id.js';
import { type Commit, type EventOptions, following, opening, parts, placed, sha256 } from './commits.js';

/** What stands already, and a commit that the ingest may make then. */
export interface Scenario {
  given: Commit[];
  commit: Commit;
}

/** Unique in a run, so that scenarios do not meet in one database. */
let count = 0;
export const fresh = (options: EventOptions = {}): EventOptions => {
  const n = `n${++count}`;
  return { id: n, email: `${n}@example.com`, ...options };
};

/** A lead's first event. */
export function first(options?: EventOptions): Scenario {
  return { given: [], commit: opening(fresh(options)) };
}

/** Another event in a case that stands. */
export function next(options: EventOptions = {}, opened: EventOptions = {}): Scenario {
  const before = opening(fresh(opened));
  return { given: [before], commit: following(before, { ...options, id: `${count}/2` }) };
}

/** A second project of a known lead, on another site. */
export function another(options: EventOptions = {}): Scenario {
  const of = fresh();
  const before = opening(of);
  const commit = opening({ site: 'other-site', intent: 'ELITE', ...options, ...of, id: `${count}/2` });
  const { paths, lead } = parts(commit);
  const known = parts(before).lead as { site_ids: string[]; cases: object };
  commit[paths.lead] = {
    ...lead,
    site_ids: [...new Set([...(lead.site_ids as string[]), ...known.site_ids])].sort(),
    cases: { ...known.cases, ...(lead.cases as object) },
  };
  return { given: [before], commit };
}

/** A late event between two cases of a lead: it joins the older, and the younger continues it. */
export function joining(): Scenario {
  const of = fresh({ type: 'AUDIT_COMPLETED', timestamp: '2026-01-01T00:00:00.000Z' });
  const older = opening(of);
  const younger = opening({ ...of, id: `${count}/2`, timestamp: '2026-02-10T00:00:00.000Z' });
  const lead = parts(older).lead as { cases: object };
  const both = { ...lead.cases, ...(parts(younger).lead.cases as object) };
  const standing = { ...older, [parts(older).paths.lead]: { ...lead, cases: both } };
  const { [parts(younger).paths.lead]: _lead, ...alone } = younger;
  const late = following(standing, { id: `${count}/3`, timestamp: '2026-01-20T00:00:00.000Z' });
  const joined = { ...parts(younger).case, continues: parts(older).case.case_id };
  return { given: [standing, alone], commit: { ...late, [parts(younger).paths.case]: joined } };
}

/** Two events of one lead that open a case together. */
export function batch(): Scenario {
  const of = fresh();
  const before = opening(of);
  const after = following(before, { id: `${count}/2`, type: 'CHAT_SUMMARIZED' });
  return { given: [], commit: { ...before, ...after } };
}

/** Other content under an id that is claimed. */
export function conflict(type: EventType = 'AUDIT_COMPLETED', options: EventOptions = {}): Scenario {
  const before = opening(fresh({ type, ...options }));
  const { event, paths } = parts(before);
  const content = sha256(`other content of ${paths.event}`);
  const { timestamp, source, source_id, summary } = event;
  const payload = type === 'AUDIT_COMPLETED' ? { ...(event.payload as object), confidence_score: 12 } : event.payload;
  const document = {
    event: { type, payload, summary, timestamp, source, source_id },
    lead_id: 'corrected@example.com',
    site_id: event.site_id,
    content_hash: content,
    received_at: '2026-03-01T10:00:00.000Z',
  };
  return { given: [before], commit: { [`${paths.claim}/conflicts/${content}`]: document } };
}

/** A path and a document of an event elsewhere, e.g. for what a commit must not touch. */
export const elsewhere = () => placed(fresh());
