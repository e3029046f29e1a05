import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { constraintsOf, objectConstraints } from '../../src/codegen/constraints.js';
import { readPattern, toRe2 } from '../../src/codegen/patterns.js';
import { shapeOf } from '../../src/codegen/rules-shapes.js';
import { text, texts } from '../../src/schema/fields.js';

const of = (field: z.ZodType) => objectConstraints(z.strictObject({ field }), 'payload');

describe('a schema that an enforcer cannot express is refused, by its field', () => {
  it.each<[string, z.ZodType, RegExp]>([
    ['a text without a bound', z.string(), /payload\.field is a text without a bound/],
    ['a pattern that goes on for ever', z.string().regex(/^a+$/), /payload\.field is a text without a bound/],
    ['a list without a bound', z.array(text(5)), /payload\.field is a list without a bound/],
    ['a list of texts without a bound', z.array(z.string()).max(5), /payload\.field has texts without a bound/],
    ['a number without bounds', z.number(), /payload\.field is a number without both bounds/],
    ['a number with one bound', z.number().min(0), /payload\.field is a number without both bounds/],
    ['an open bound', z.number().gt(0).max(5), /payload\.field has the check "greater_than"/],
    ['an integer', z.number().int().min(0).max(5), /payload\.field has the check "number_format"/],
    ['a transform', z.string().transform(Number), /payload\.field has a transform/],
    ['a pipe', z.string().pipe(z.string()), /payload\.field has a transform/],
    ['a default', text(5).default('a'), /payload\.field has a default/],
    ['a catch', text(5).catch('a'), /payload\.field has a catch/],
    ['a coercion', z.coerce.string().max(5), /payload\.field is coerced/],
    ['a trim', z.string().trim().max(5), /payload\.field changes its value/],
    ['a refinement of a text', text(5).refine(Boolean), /payload\.field has a refinement that its meta\(\) does not/],
    ['a refinement of a list', z.array(text(5)).max(5).refine(Boolean), /payload\.field has a refinement/],
    ['a refinement of an object', z.strictObject({}).refine(Boolean), /payload\.field has a refinement/],
    ['unknown keys', z.object({ a: text(5) }), /payload\.field lets unknown keys in/],
    ['loose keys', z.looseObject({ a: text(5) }), /payload\.field lets unknown keys in/],
    ['a union', z.union([text(5), z.boolean()]), /payload\.field is a union/],
    ['a date', z.date(), /payload\.field is a date/],
    ['a big integer', z.bigint(), /payload\.field is a bigint/],
    ['null', text(5).nullable(), /payload\.field is a nullable/],
    ['anything', z.unknown(), /payload\.field is a unknown/],
    ['a literal that is no text', z.literal(1), /payload\.field has the value 1/],
    ['a list of lists', z.array(texts(2, 5)).max(2), /payload\.field is a list of texts/],
    ['a list of numbers', z.array(z.number().min(0).max(1)).max(2), /payload\.field is a list of number/],
    ["zod's own format", z.string().email().max(50), /payload\.field has zod's own format "email"/],
    ['two patterns', text(5).regex(/^a/).regex(/^b/), /payload\.field has two patterns/],
    ['an optional element', z.array(text(5).optional()).max(2), /payload\.field\.\* is optional in a place/],
    [
      'a field deep inside',
      z.strictObject({ list: z.array(z.strictObject({ at: z.date() })).max(2) }),
      /payload\.field\.list\.\*\.at is a date/,
    ],
  ])('%s', (_title, field, message) => {
    expect(() => of(field)).toThrow(message);
  });
});

describe('a pattern that RE2 reads otherwise is refused', () => {
  it.each<[RegExp, RegExp]>([
    [/^a(?=b)/, /"\(\?=", which RE2 lacks/],
    [/^a(?!b)/, /"\(\?!", which RE2 lacks/],
    [/^(?<n>a)$/, /"\(\?<", which RE2 lacks/],
    [/^(a)\1$/, /a backreference/],
    [/^a$/i, /the flags "i"/],
    [/^\p{L}$/u, /the flags "u"/],
    [/^\w\b$/, /"\\w"/],
    [/^\s$/, /"\\s"/],
    [/^.$/, /a "\."/],
    [/a/, /must start with \^/],
    [/^a|b$/, /alternatives outside brackets/],
    [/^a{1001}$/, /repeats more than 1,000 times/],
    [/^(a$|b)$/, /has \$ in its middle/],
  ])('%s', (pattern, message) => {
    expect(() => readPattern(pattern)).toThrow(message);
  });

  it('and how long a text can be is read off the others', () => {
    expect(readPattern(/^(ab?|c{2,5})[\d-]x+?$/)).toMatchObject({ min: 3, max: Infinity });
    expect(readPattern(/^(?:ab?|c{2,5})\u00e9\.$/)).toMatchObject({ min: 3, max: 7 });
    expect(readPattern(/^audit:[\s\S]/)).toMatchObject({ min: 7, max: Infinity });
    expect(toRe2('^[^\\u001f]$')).toBe('^[^\\x{001f}]$');
  });
});

describe('what only the rules cannot express is refused by them', () => {
  it.each<[string, z.ZodType, RegExp]>([
    [
      'a text in a list that may hold the separator',
      z.array(text(5)).max(2),
      /v\.field is in a list, where texts must exclude U\+001F/,
    ],
    ['an optional list', texts(2, 5).optional(), /v\.field is an optional list/],
    [
      'a list of objects that hold more than texts',
      z.array(z.strictObject({ a: z.boolean() })).max(2),
      /XField\.\*\.a is in a list of objects/,
    ],
  ])('%s', (_title, field, message) => {
    expect(() => shapeOf(of(field), 'v', 'X')).toThrow(message);
  });
});

it('the constraints of a field are those of its schema', () => {
  expect(constraintsOf(texts(20, 4000), 'x')).toMatchObject({ kind: 'texts', items: 20, characters: 4000 });
  expect(of(text(5, 1).optional().describe('Five.'))).toEqual({
    kind: 'object',
    fields: [{ name: 'field', optional: true, description: 'Five.', of: { kind: 'text', min: 1, max: 5 } }],
  });
});
