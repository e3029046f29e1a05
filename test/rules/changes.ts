import { type Commit, type Document, parts, sha256 } from './commits.js';
import type { Scenario } from './scenarios.js';

export type Part = 'event' | 'claim' | 'case' | 'lead';
export type Change = (document: Document) => Document;

/** An id that nothing has. */
export const OTHER = sha256('another');
/** After everything in the scenarios. */
export const LATE = '2027-01-01T00:00:00.000Z';
export const EARLY = '2025-01-01T00:00:00.000Z';

export const set =
  (fields: Document): Change =>
  (document) => ({ ...document, ...fields });
export const without =
  (...fields: string[]): Change =>
  (document) =>
    Object.fromEntries(Object.entries(document).filter(([field]) => !fields.includes(field)));
export const payload =
  (fields: Document): Change =>
  (event) => ({ ...event, payload: { ...(event.payload as Document), ...fields } });

/** A scenario with one of the documents of its commit changed. */
export function changed(scenario: Scenario, part: Part, change: Change): Scenario {
  const { paths, ...documents } = parts(scenario.commit);
  return { ...scenario, commit: { ...scenario.commit, [paths[part]]: change(documents[part]) } };
}

/** A scenario whose commit lacks one document. */
export function dropped(scenario: Scenario, part: Part): Scenario {
  const { [parts(scenario.commit).paths[part]]: _gone, ...commit } = scenario.commit;
  return { ...scenario, commit };
}

/** A scenario whose commit writes something more, or deletes it. */
export const adding = (scenario: Scenario, more: Commit): Scenario => ({
  ...scenario,
  commit: { ...scenario.commit, ...more },
});

/** A scenario in which something more stands already. */
export const standing = (scenario: Scenario, more: Commit): Scenario => ({
  ...scenario,
  given: [...scenario.given, more],
});

/** A scenario with one document elsewhere. */
export function moved(scenario: Scenario, part: Part, to: (path: string) => string): Scenario {
  const path = parts(scenario.commit).paths[part];
  const { [path]: document, ...others } = scenario.commit;
  return { ...scenario, commit: { ...others, [to(path)]: document! } };
}

/** One document of a scenario's commit, alone. */
export function only({ commit }: Scenario, part: Part): Commit {
  const path = parts(commit).paths[part];
  return { [path]: commit[path]! };
}

/** The entry of its only case in a lead's directory, changed. */
export const listed =
  (fields: Document): Change =>
  (lead) => ({
    ...lead,
    cases: Object.fromEntries(
      Object.entries(lead.cases as Record<string, Document>).map(([id, entry]) => [id, { ...entry, ...fields }]),
    ),
  });

/** A lead that lists one more case. */
export const listing =
  (caseId: string): Change =>
  (lead) => {
    const cases = lead.cases as Record<string, Document>;
    return { ...lead, cases: { ...cases, [caseId]: Object.values(cases)[0] } };
  };

/** A score from the case's own last event, which is no audit. */
export const scored: Change = (document) => ({
  ...document,
  confidence_score: 85,
  confidence_at: document.last_event_at,
  confidence_event_id: document.last_event_id,
});

/** A scenario whose case stood with these fields, which its commit leaves alone. */
export function caseGiven(scenario: Scenario, fields: Document, kept: readonly string[] = []): Scenario {
  const { paths, case: after } = parts(scenario.commit);
  const [before] = scenario.given as [Commit, ...Commit[]]; // scenarios of a known case have one
  const given = [{ ...before, [paths.case]: { ...(before[paths.case] as Document), ...fields } }];
  const same = Object.fromEntries(kept.map((field) => [field, fields[field]]));
  return { given, commit: { ...scenario.commit, [paths.case]: { ...after, ...same } } };
}

/** The younger case of a joining, and where it is. */
export function younger({ commit }: Scenario): { path: string; document: Document } {
  const path = Object.keys(commit).find((one) => (commit[one] as Document).continues)!;
  return { path, document: commit[path] as Document };
}

/** A conflict changed: itself, or the event in it. */
export function conflicting(scenario: Scenario, change: Change, event: Change = (same) => same): Scenario {
  const [[path, document]] = Object.entries(scenario.commit) as [[string, Document]]; // a conflict is one document
  const inner = event(document.event as Document);
  return { ...scenario, commit: { [path]: change({ ...document, event: inner }) } };
}
