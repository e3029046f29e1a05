import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { eventSummary, leadContact } from '../../src/schema/event.js';
import type { EventType } from '../../src/schema/event-id.js';
import { PAYLOADS as SCHEMAS } from '../../src/schema/payloads.js';
import { issuesOf } from '../../src/schema/wire.js';
import { type Fields, type Issue, type Shape, validate } from '../../src/sdk/validate.js';
import {
  APPOINTMENT_BOOKED,
  AUDIT_COMPLETED,
  CALL_REQUESTED,
  CHAT_SUMMARIZED,
  COMMON,
} from '../../src/sdk/validators.gen.js';
import { mutated, payloadOf } from '../support/payloads.js';

const PAYLOADS = { AUDIT_COMPLETED, CALL_REQUESTED, CHAT_SUMMARIZED, APPOINTMENT_BOOKED };
const TYPES = Object.keys(PAYLOADS) as EventType[]; // its own keys

/** The browser checks what JSON has carried, as `compose` does; zod is given the same. */
const carried = (value: unknown): unknown => JSON.parse(JSON.stringify([value]))[0];

function browser(shape: Shape, value: unknown, under = 'payload'): { issues: Issue[] } {
  const issues: Issue[] = [];
  validate(shape, carried(value), under, issues);
  return { issues };
}

/** Where and why, without words, and without what zod finds beside a wrong type (it measures a text that should be a list). */
function verdicts(issues: readonly { path: string; code: string }[]): string[] {
  const wrong = issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path);
  return [
    ...new Set(
      issues
        .filter(({ path, code }) => code === 'invalid_type' || !wrong.includes(path))
        .map(({ path, code }) => `${path.replace(/\.$/, '')} ${code}`), // an empty key has no name in a path
    ),
  ].sort();
}

function agree(shape: Fields, schema: z.ZodType, value: unknown): void {
  const zod = schema.safeParse(carried(value));
  const { issues } = browser(shape, value);
  expect(verdicts(issues)).toEqual(zod.success ? [] : verdicts(issuesOf(zod.error, 'payload')));
}

describe("the browser's verdict is zod's, by path and code", () => {
  it.each(TYPES)('on payloads of %s, as they are and changed', (type) => {
    const valid = payloadOf(type);
    fc.assert(
      fc.property(valid, (payload) => agree(PAYLOADS[type], SCHEMAS[type], payload)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(mutated(valid), (payload) => agree(PAYLOADS[type], SCHEMAS[type], payload)),
      { numRuns: 2500 },
    );
  });

  it.each<[string, Shape, z.ZodType, unknown[]]>([
    [
      'lead',
      COMMON['lead?']!,
      leadContact,
      [
        { email: 'a@b.co' },
        { email: 'a@b' },
        { email: 'A b@c.de', name: 1 },
        {},
        null,
        { email: `${'a'.repeat(250)}@b.co` },
      ],
    ],
    [
      'summary',
      COMMON['summary?']!,
      eventSummary,
      [{ text: '' }, { text: 'a', lang: 'fr' }, { lang: 'x'.repeat(36) }, []],
    ],
  ])('on a %s', (_name, shape, schema, values) => {
    for (const value of values) agree(shape as Fields, schema, value); // both shapes are objects
  });
});

describe('nothing that JSON can say makes it throw', () => {
  const hostile: [string, unknown][] = [
    ['a list', ['notes']],
    ['null', null],
    ['a text', 'notes'],
    ['a number', 5],
    ['own __proto__', JSON.parse('{"__proto__": {"notes": "n"}}')],
  ];
  it.each(hostile)('%s', (_title, value) => {
    const { issues } = browser(PAYLOADS.CALL_REQUESTED, value);
    expect(issues.length).toBeGreaterThan(0);
    for (const { message } of issues) expect(message).toMatch(/^\w[\w.]* must be /);
    const inside = browser(PAYLOADS.CALL_REQUESTED, { reason: [value], notes: [value] });
    expect(inside.issues.map(({ path }) => path)).toEqual(expect.arrayContaining(['payload.reason', 'payload.notes']));
  });
  it('thousands of unknown fields, of which it names fifty', () => {
    const value = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, 1]));
    expect(browser(PAYLOADS.CALL_REQUESTED, value).issues).toHaveLength(50);
  });
});

it.each<[string, object, string]>([
  ['a number above', { confidence_score: 140 }, 'payload.confidence_score must be 0 to 100'],
  ['a number below', { confidence_score: -1 }, 'payload.confidence_score must be 0 to 100'],
  ['a number as text', { confidence_score: '85' }, 'payload.confidence_score must be a number'],
  ['none of the options', { audit_status: 'OK' }, 'payload.audit_status must be VALID|INVALID|PENDING'],
  ['a text too long', { visa_type: 'x'.repeat(65) }, 'payload.visa_type must be 0 to 64 characters'],
  ['a list too long', { issues: Array(21).fill('') }, 'payload.issues must be 0 to 20 items'],
  ['too much in a list', { issues: ['x'.repeat(4001)] }, 'payload.issues must be 0 to 4000 characters in all'],
  ['an element', { issues: ['a', 1] }, 'payload.issues.1 must be text without U+001F'],
])('a message says what was wrong with what, and the bound: %s', (_title, change, message) => {
  const valid = { visa_type: 'DTV', audit_status: 'VALID', confidence_score: 1, issues: [], missing_docs: [] };
  const { issues } = browser(PAYLOADS.AUDIT_COMPLETED, { ...valid, ready_for_payment: true, ...change });
  expect(issues.map((issue) => issue.message)).toEqual([message]);
});

it('a message about an unknown field names those that are known', () => {
  const { issues } = browser(COMMON['summary?']!, { text: 'a', language: 'fr' }, 'summary');
  expect(issues).toEqual([
    {
      path: 'summary.language',
      code: 'unrecognized_keys',
      message: 'summary.language must be one of text,lang',
    },
  ]);
});
