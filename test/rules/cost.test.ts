import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RulesCost } from '../../src/codegen/rules-cost.js';
import { LIMITS } from '../../src/codegen/rules-limits.js';
import { EVENT_KINDS, type EventType } from '../../src/schema/event-id.js';
import { ROOT } from '../support/emulator.js';
import { following, parts } from './commits.js';
import { first, next, type Scenario } from './scenarios.js';
import { INGEST, startWorld, type World } from './world.js';

const RULES = readFileSync(`${ROOT}firestore.rules`, 'utf8');
const TYPES = Object.keys(EVENT_KINDS) as EventType[]; // its own keys
const OPEN = 'service cloud.firestore { match /databases/{database}/documents {';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function load(rules: string): Promise<void> {
  const { host, port, project } = world.emulator;
  const response = await fetch(`http://${host}:${port}/emulator/v1/projects/${project}:securityRules`, {
    method: 'PUT',
    body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content: rules }] } }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A condition of `leaves` literals, that is 2 × leaves - 1 expressions, shallow enough for any limit of nesting. */
const padding = (leaves: number): string =>
  leaves === 1 ? 'true' : `(${padding(leaves >> 1)} && ${padding(leaves - (leaves >> 1))})`;

/** What an operation costs beside its padding, by how much of it the limit leaves room for; one more or less. */
async function measured(rulesWith: (padding: string) => string, isAllowed: () => Promise<boolean>): Promise<number> {
  let fits = 1;
  let breaks: number = LIMITS.expressions;
  while (breaks - fits > 1) {
    const leaves = (fits + breaks) >> 1;
    await load(rulesWith(padding(leaves)));
    if (await isAllowed()) fits = leaves;
    else breaks = leaves;
  }
  return LIMITS.expressions - 2 * fits; // of which one is the `&&` before the padding, and one may be left over
}

let documents = 0;

describe('the emulator counts as rules-cost.ts does', () => {
  const FUNCTIONS = `
    function plain(a) { return true; }
    function uses(a) { let b = 1 + 1 + 1; return a == 1 && b == 3 && b == 3; }`;
  it.each([
    'true',
    '1 == 1',
    '!false',
    'request.time != null',
    'request.resource.data.a is number',
    "request.resource.data.s in ['a', 'b', 'c']",
    "{'a': 1, 'b': 2}.size() == 2",
    "{'a': 1}['a'] == 1",
    "request.resource.data.s.matches('^a$')",
    "['a', 'b'][0:1] == ['a']",
    '(true ? 1 + 1 == 2 : true)',
    'getAfter(/databases/$(database)/documents/t/$(id)).data.a == 1',
    'plain(1 + 1)',
    'uses(1)',
    "'a b'.split(' ').hasOnly(['a', 'b'])",
    '[true, 1 == 1].hasOnly([true])',
  ])('%s', async (condition) => {
    const rules = (more: string) => `rules_version = '2'; ${OPEN} ${FUNCTIONS}
      match /t/{id} { allow create: if (${condition}) && ${more}; } } }`;
    const cost = await measured(rules, () => world.allows(INGEST, { [`t/${++documents}`]: { a: 1, s: 'a' } }));
    // Without the padding's own `true` and the `&&` before it.
    const model = new RulesCost(rules('true')).of('/t/{id}', 'create').expressions - 2;
    expect([model, model + 1]).toContain(cost);
  });
});

describe('no document costs more than the table says', () => {
  const DOCUMENTS = {
    event: ['/cases/{caseId}/events/{eventId}', 'isNewEvent(request.resource.data, eventId, caseId)'],
    claim: ['/event_claims/{eventId}', 'isNewClaim(request.resource.data, eventId)'],
    case: ['/cases/{caseId}', 'isOpened(request.resource.data, caseId)'],
    lead: ['/leads/{email}', 'isNewLead(request.resource.data, email)'],
  } as const;

  it.each(TYPES.flatMap((type) => Object.keys(DOCUMENTS).map((part) => [type, part] as const)))(
    '%s, its %s',
    async (type, part) => {
      const [path, condition] = DOCUMENTS[part as keyof typeof DOCUMENTS];
      const rules = (more: string) => RULES.replace(condition, `${condition} && ${more}`);
      const cost = await measured(rules, () => world.allows(INGEST, first({ type }).commit));
      const branch = (test: string) => TYPES.find((one) => test.includes(`type == '${one}'`));
      const model = new RulesCost(RULES, new Set(), (test) => (branch(test) ? branch(test) === type : undefined));
      expect(cost).toBeLessThanOrEqual(model.of(path, 'create').expressions + 1);
      // Nearly all of it is in use: the table is no idle estimate.
      expect(cost).toBeGreaterThan(model.of(path, 'create').expressions * 0.6);
    },
  );
});

it('nine events fit into one commit, with everything they carry', async () => {
  await load(RULES);
  const { commit, given } = many(9);
  await world.given(...given);
  expect(await world.allows(INGEST, commit)).toBe(true);
});

/** A commit of several events in a case that stands. */
function many(events: number): Scenario {
  const { given, commit } = next({ type: 'CHAT_SUMMARIZED' });
  const lead = String(parts(commit).lead.email);
  let all = commit;
  for (let n = 3; n < events + 2; n++) {
    const timestamp = `2026-03-${String(n).padStart(2, '0')}T00:00:00.000Z`;
    all = { ...all, ...following(all, { id: `${lead}/${n}`, type: 'CHAT_SUMMARIZED', timestamp }) };
  }
  return { given, commit: all };
}
