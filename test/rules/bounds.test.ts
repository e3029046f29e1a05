import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectConstraints } from '../../src/codegen/constraints.js';
import { caseDocument } from '../../src/schema/case.js';
import { eventClaim, RECEIVED_EVENTS, STORED_EVENTS } from '../../src/schema/event.js';
import type { EventType } from '../../src/schema/event-id.js';
import { lead } from '../../src/schema/lead.js';
import { violations } from '../support/violations.js';
import { conflicting, set } from './changes.js';
import { type Commit, type Document, parts } from './commits.js';
import { conflict, first, next, type Scenario } from './scenarios.js';
import { INGEST, startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function isAllowed({ given, commit }: Scenario): Promise<boolean> {
  await world.given(...given);
  try {
    return await world.allows(INGEST, commit);
  } catch (error) {
    if ((error as { code?: string }).code === 'invalid-argument') return false; // a list in a list fits in no document
    throw error;
  }
}

/** Every violation of a document's constraints in a scenario that is otherwise allowed. Returns those that got through. */
async function allowedViolations(
  schema: Parameters<typeof objectConstraints>[0],
  document: (commit: Commit) => Document,
  scenario: () => Scenario,
  change: (scenario: Scenario, document: Document) => Scenario,
): Promise<string[]> {
  const constraints = objectConstraints(schema, '');
  const all = violations(constraints, document(scenario().commit));
  const verdicts = await Promise.all(
    all.map(async (_one, i) => {
      const fresh = scenario();
      const [what, changed] = violations(constraints, document(fresh.commit))[i]!;
      return { what, allowed: await isAllowed(change(fresh, changed as Document)) }; // of an object, so they are objects
    }),
  );
  return verdicts.filter(({ allowed }) => allowed).map(({ what }) => what);
}

const replaced =
  (part: 'event' | 'claim' | 'case' | 'lead') =>
  (scenario: Scenario, document: Document): Scenario => ({
    ...scenario,
    commit: { ...scenario.commit, [parts(scenario.commit).paths[part]]: document },
  });

describe('no bound of the schema can be passed by one', () => {
  it.each(Object.keys(STORED_EVENTS) as EventType[])('in an event, %s', async (type) => {
    // its own keys
    expect(await isAllowed(first({ type }))).toBe(true);
    const event = (commit: Commit) => parts(commit).event;
    expect(await allowedViolations(STORED_EVENTS[type], event, () => first({ type }), replaced('event'))).toEqual([]);
  });

  it('in a claim', async () => {
    const claim = (commit: Commit) => parts(commit).claim;
    expect(await allowedViolations(eventClaim, claim, first, replaced('claim'))).toEqual([]);
  });

  it.each<[string, () => Scenario]>([
    ['a new case', () => first()],
    ['a new case with an appointment', () => first({ type: 'APPOINTMENT_BOOKED' })],
    ['a case that goes on', () => next({ type: 'AUDIT_COMPLETED' })],
  ])('in %s', async (_title, scenario) => {
    const found = await allowedViolations(caseDocument, (commit) => parts(commit).case, scenario, replaced('case'));
    expect(found).toEqual([]);
  });

  it.each<[string, () => Scenario]>([
    ['a new lead', first],
    ['a known lead', next],
  ])('in %s', async (_title, scenario) => {
    const found = await allowedViolations(lead, (commit) => parts(commit).lead, scenario, replaced('lead'));
    expect(found).toEqual([]);
  });

  it('in a conflict', async () => {
    const { event } = Object.values(conflict().commit)[0] as { event: Document };
    for (const [what, changed] of violations(objectConstraints(RECEIVED_EVENTS.AUDIT_COMPLETED, ''), event)) {
      const scenario = conflict();
      // The event of this very conflict, broken in the same way.
      const own = (Object.values(scenario.commit)[0] as { event: Document }).event;
      const same = {
        ...(changed as Document),
        ...('source_id' in (changed as Document) && !what.startsWith('source_id') ? { source_id: own.source_id } : {}),
      };
      expect([
        what,
        await isAllowed(
          conflicting(
            scenario,
            (one) => one,
            () => same,
          ),
        ),
      ]).toEqual([what, false]);
    }
    for (const fields of [
      { lead_id: 'x' },
      { site_id: '' },
      { received_at: 'now' },
      { content_hash: 'x' },
      { event: 1 },
    ])
      expect([fields, await isAllowed(conflicting(conflict(), set(fields)))]).toEqual([fields, false]);
  });
});
