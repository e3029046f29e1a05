import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wellFormed } from '../../src/ingest/well-formed.js';
import type { EventType } from '../../src/schema/event-id.js';
import { PAYLOADS as SCHEMAS } from '../../src/schema/payloads.js';
import { type Issue, validate } from '../../src/sdk/validate.js';
import { APPOINTMENT_BOOKED, AUDIT_COMPLETED, CALL_REQUESTED, CHAT_SUMMARIZED } from '../../src/sdk/validators.gen.js';
import { mutated, payloadOf } from '../support/payloads.js';
import { parts } from './commits.js';
import { first } from './scenarios.js';
import { INGEST, startWorld, type World } from './world.js';

const PAYLOADS = { AUDIT_COMPLETED, CALL_REQUESTED, CHAT_SUMMARIZED, APPOINTMENT_BOOKED };

/** Payloads of each type that go through the rules. `CRM_RUNS` asks for more than a test run can wait for. */
const RUNS = Number(process.env.CRM_RUNS ?? 250);

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A payload as the request brings it: what JSON cannot say, no enforcer sees. */
const carried = (payload: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(payload));

/** Whether the rules take the payload in an event that is right in everything else. */
async function rulesTake(type: EventType, payload: Record<string, unknown>): Promise<boolean> {
  const { commit } = first({ type, payload });
  const { paths, case: opened } = parts(commit);
  if (type === 'AUDIT_COMPLETED') commit[paths.case] = { ...opened, confidence_score: payload.confidence_score ?? 1 };
  return world.allows(INGEST, commit);
}

describe('browser, function and rules agree on', () => {
  it.each(Object.keys(PAYLOADS) as EventType[])(
    // its own keys
    '%s',
    async (type) => {
      const seen = { taken: 0, refused: 0 };
      const valid = payloadOf(type);
      await fc.assert(
        fc.asyncProperty(fc.oneof(valid, mutated(valid)), async (generated) => {
          const payload = carried(generated);
          const issues: Issue[] = [];
          validate(PAYLOADS[type], payload, 'payload', issues);
          const verdicts = {
            browser: issues.length === 0,
            function: SCHEMAS[type].safeParse(payload).success,
            rules: await rulesTake(type, wellFormed(payload)),
          };
          expect(verdicts).toEqual({
            browser: verdicts.function,
            function: verdicts.function,
            rules: verdicts.function,
          });
          seen[verdicts.function ? 'taken' : 'refused']++;
        }),
        { numRuns: RUNS },
      );
      // Neither side of the verdict is there by chance.
      expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(RUNS / 10);
    },
    RUNS * 200,
  );
});
