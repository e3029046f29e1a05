import { changed, LATE, OTHER, set, younger } from './changes.js';
import { type Document, opening, parts, sha256 } from './commits.js';
import { conflict, first, fresh, joining, next, type Scenario } from './scenarios.js';

/** The case that the younger one of a joining continues, as it stands before. */
function older({ given }: Scenario): { path: string; document: Document } {
  const { paths, case: document } = parts(given[0]!); // a joining has two cases
  return { path: paths.case, document };
}

/** The younger case alone, which continues something; the case that it may continue stands with these fields. */
const continuing =
  (continues: (older: Document, event: Document) => unknown, fields: Document = {}) =>
  (scenario: Scenario): Scenario => {
    const { path, document } = older(scenario);
    const { path: at, document: young } = younger(scenario);
    const { event } = parts(scenario.given[0]!);
    return {
      given: [...scenario.given, { [path]: { ...document, ...fields } }],
      commit: { [at]: { ...young, continues: continues(document, event) } },
    };
  };

/** After a joining, the older case continues the younger. */
function inACircle(scenario: Scenario): Scenario {
  const { path } = older(scenario);
  const { document } = younger(scenario);
  return {
    given: [...scenario.given, scenario.commit],
    commit: { [path]: { ...(scenario.commit[path] as Document), continues: document.case_id } },
  };
}

/** Two cases continue each other in one commit. */
function eachOther(scenario: Scenario): Scenario {
  const [one, other] = [older(scenario), younger(scenario)];
  return {
    given: scenario.given,
    commit: {
      [one.path]: { ...one.document, continues: other.document.case_id },
      [other.path]: { ...other.document, continues: one.document.case_id },
    },
  };
}

/** After a joining, the younger case continues another one that continues the same. */
function onceMore(scenario: Scenario): Scenario {
  const { document: old } = older(scenario);
  const { path, document: young } = younger(scenario);
  const id = sha256(`beside ${path}`);
  const sibling = { ...old, case_id: id, continues: old.case_id };
  return {
    given: [...scenario.given, scenario.commit, { [`cases/${id}`]: sibling }],
    commit: { [path]: { ...young, continues: id } },
  };
}

/** A conflict whose claim stands marked as erased. */
function beneathErased({ given, commit }: Scenario): Scenario {
  const { paths, claim } = parts(given[0]!); // what is in conflict stands
  return { given: [...given, { [paths.claim]: { ...claim, erased_at: LATE } }], commit };
}

/** A lead's first event, of an email that is not in the form that makes it one. */
const written = (email: (email: string) => string) => () => {
  const of = fresh();
  return { given: [], commit: opening({ ...of, email: email(of.email!) }) };
};

/** Ways round that an attacker finds who reads the rules: each an allowed commit with one fact changed. */
export const BYWAYS: [string, () => Scenario, (allowed: Scenario) => Scenario][] = [
  ['two cases that continue each other, one after the other', joining, inACircle],
  ['two cases that continue each other, at once', joining, eachOther],
  [
    'a case that continues one which continues another',
    joining,
    continuing(({ case_id }) => case_id, { continues: OTHER }),
  ],
  [
    'a case that continues one of another intent',
    joining,
    continuing(({ case_id }) => case_id, { intent: 'RETIREMENT' }),
  ],
  [
    'a case that continues one of another site',
    joining,
    continuing(({ case_id }) => case_id, { site_id: 'third-site' }),
  ],
  [
    'a case that continues an event',
    joining,
    continuing(({ case_id }, { event_id }) => `${case_id}/events/${event_id}`),
  ],
  ['a case that continues once more', joining, onceMore],
  ['a case that continues no text', joining, continuing(({ case_id }) => [case_id])],
  ['a conflict with what was erased', conflict, beneathErased],
  ['a second lead of a person, in capitals', first, written((email) => email.toUpperCase())],
  ['a lead nobody has answered that waits since later', next, (s) => changed(s, 'case', set({ waiting_since: LATE }))],
];
