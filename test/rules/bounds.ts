import { objectConstraints } from '../../src/codegen/constraints.js';
import { caseDocument } from '../../src/schema/case.js';
import { eventClaim, RECEIVED_EVENTS, STORED_EVENTS } from '../../src/schema/event.js';
import { EVENT_KINDS, type EventType } from '../../src/schema/event-id.js';
import { lead } from '../../src/schema/lead.js';
import { violations } from '../support/violations.js';
import { conflicting, type Part, set } from './changes.js';
import { type Commit, type Document, parts } from './commits.js';
import { conflict, first, next, type Scenario } from './scenarios.js';

export const TYPES = Object.keys(EVENT_KINDS) as EventType[]; // its own keys

/** What is held to a schema: a document of an allowed commit. */
export interface Held {
  readonly title: string;
  readonly scenario: () => Scenario;
  /** The scenario, once for every way to break the document's schema by as little as possible. */
  readonly broken: () => [what: string, scenario: Scenario][];
}

/** Every document that the ingest writes, in every commit where its schema is checked. */
export function held(): Held[] {
  return [
    ...TYPES.map((type) => inCommit(`an event, ${type}`, STORED_EVENTS[type], 'event', () => first({ type }))),
    inCommit('a claim', eventClaim, 'claim', first),
    inCommit('a new case', caseDocument, 'case', () => first()),
    inCommit('a new case with an appointment', caseDocument, 'case', () => first({ type: 'APPOINTMENT_BOOKED' })),
    inCommit('a case that goes on', caseDocument, 'case', () => next({ type: 'AUDIT_COMPLETED' })),
    inCommit('a case with a booking', caseDocument, 'case', () => next({ type: 'APPOINTMENT_BOOKED' })),
    inCommit('a new lead', lead, 'lead', first),
    inCommit('a known lead', lead, 'lead', next),
    ...TYPES.map((type) => inConflict(type)),
    {
      title: 'a conflict',
      scenario: conflict,
      broken: () => CONFLICTS.map(([what, fields]) => [what, conflicting(conflict(), set(fields))]),
    },
  ];
}

type Schema = Parameters<typeof objectConstraints>[0];

function inCommit(title: string, schema: Schema, part: Part, scenario: () => Scenario): Held {
  const broken = () => {
    const all = (commit: Commit) => violations(objectConstraints(schema, ''), parts(commit)[part]);
    return all(scenario().commit).map(([what], i): [string, Scenario] => {
      const { given, commit } = scenario();
      const document = all(commit)[i]![1] as Document; // of an object, so an object
      return [what, { given, commit: { ...commit, [parts(commit).paths[part]]: document } }];
    });
  };
  return { title, scenario, broken };
}

/** The event of a conflict, under the id of the claim where it can be. */
function inConflict(type: EventType): Held {
  const scenario = () => conflict(type);
  const eventOf = ({ commit }: Scenario) => (Object.values(commit)[0] as { event: Document }).event;
  const all = (of: Scenario) => violations(objectConstraints(RECEIVED_EVENTS[type], ''), eventOf(of));
  const broken = () =>
    all(scenario()).map(([what], i): [string, Scenario] => {
      const fresh = scenario();
      const event = all(fresh)[i]![1] as Document; // as above
      return [
        what,
        conflicting(
          fresh,
          (same) => same,
          () => event,
        ),
      ];
    });
  return { title: `a conflict's event, ${type}`, scenario, broken };
}

const CONFLICTS: [string, Document][] = [
  ['lead_id', { lead_id: 'x' }],
  ['lead_id that is too long', { lead_id: `${'a'.repeat(247)}@a.b.com` }],
  ['site_id', { site_id: '' }],
  ['site_id that is too long', { site_id: 's'.repeat(65) }],
  ['received_at', { received_at: 'now' }],
  ['content_hash', { content_hash: 'x' }],
  ['event', { event: 1 }],
];
