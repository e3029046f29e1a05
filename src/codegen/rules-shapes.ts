import { HASH, INSTANT, PHONE } from '../schema/fields.js';
import { type Field, InexpressibleError, type ObjectConstraint, type TextConstraint } from './constraints.js';
import { toRe2 } from './patterns.js';
import { listCheck } from './rules-lists.js';
import { COUNTABLE, fn, literal, pascal, patternOf, refuseSeparator } from './rules-text.js';

/**
 * Shapes as conditions of the rules language. What is checked with few expressions wins over what reads well: the rules
 * of one commit share a budget (rules-cost.ts), and the text is generated.
 */

/** Texts that match a pattern: what an absent optional field counts as, since that costs less than to ask for it. */
const SAMPLES: Readonly<Record<string, string>> = {
  [INSTANT.source]: '2000-01-01T00:00:00.000Z',
  [HASH.source]: '0'.repeat(64),
  [PHONE.source]: '+10000000',
};

/** What a shape is checked with: its conditions, and the functions that they call. */
export interface Shaped {
  lets: string[];
  conditions: string[];
  functions: string[];
}

/**
 * The conditions under which a map holds exactly what an object's constraints allow. That required fields are there
 * follows from their own conditions, which fail without. `tied` fields are left to conditions elsewhere.
 */
export function shapeOf(
  { fields }: ObjectConstraint,
  value: string,
  name: string,
  tied: readonly string[] = [],
): Shaped {
  const shape: Shaped = { lets: [], conditions: [onlyKeys(fields, value)], functions: [] };
  const texts: string[] = [];
  for (const field of fields) {
    if (tied.includes(field.name)) continue;
    shape.conditions.push(...fieldConditions(field, value, `${name}${pascal(field.name)}`, { ...shape, texts }));
  }
  if (texts.length) {
    // Whether all are texts without the separator: joined and cut again they must be the same list. The last element
    // keeps empty texts at the end, and makes the empty list no exception.
    shape.lets.push(`let texts = ${[...texts, "['.']"].reduce((all, list) => `${all}.concat(${list})`)}`);
    shape.conditions.push("texts.join('\\u001f').split('\\u001f') == texts");
  }
  return shape;
}

/**
 * Unknown fields are refused. Where all are required, and so have conditions that fail without them, their number says
 * it. A text cut at its spaces costs less than a list.
 */
const onlyKeys = (fields: readonly Field[], value: string) =>
  fields.every(({ optional }) => !optional)
    ? `${value}.size() == ${fields.length}`
    : `${value}.keys().hasOnly('${fields.map((field) => field.name).join(' ')}'.split(' '))`;

function fieldConditions(
  { name: field, optional, of }: Field,
  value: string,
  name: string,
  shape: Shaped & { texts: string[] },
): string[] {
  const at = `${value}.${field}`;
  const guarded = (check: string) => (optional ? `(!('${field}' in ${value}) || ${check})` : check);
  switch (of.kind) {
    case 'text':
      return textConditions(of, optional ? { field, value } : undefined, at);
    case 'number':
      return [guarded(`${at} >= ${of.min}`), guarded(`${at} <= ${of.max}`)];
    case 'boolean':
      return [guarded(`${at} is bool`)];
    case 'enum':
      return [
        guarded(
          of.values.length === 1 ? `${at} == ${literal(of.values[0]!)}` : `${at}.matches('^(${of.values.join('|')})$')`,
        ),
      ];
    case 'texts':
    case 'list': {
      if (optional) throw new InexpressibleError(at, 'is an optional list; an empty one says the same');
      const size = `${at}.size() <= ${of.items}`;
      if (of.kind === 'texts') {
        shape.texts.push(boundedTexts(of.of, at));
        return [size, `${at}.join('').size() <= ${of.characters}`];
      }
      const { gather, bounds, functions } = listCheck(of.of, of.items, name);
      const bound = `textsIn${pascal(field)}`;
      shape.functions.push(...functions);
      shape.lets.push(`let ${bound} = ${gather}(${at})`);
      shape.texts.push(bound);
      return [size, `${bound}.join('\\u001f').matches(${literal(bounds)})`];
    }
    case 'object': {
      const inner = shapeOf(of, 'v', name);
      shape.functions.push(...inner.functions, fn(`is${name}(v)`, inner.lets, inner.conditions));
      const sample = optional ? sampleOf(of) : undefined;
      return sample ? [`is${name}(${value}.get('${field}', ${sample}))`] : [guarded(`is${name}(${at})`)];
    }
    case 'anything':
      return [];
    case 'record':
      return [guarded(`${at} is map`)];
    default:
      return of satisfies never;
  }
}

/** An object that fits in place of an absent one, where its required fields are texts that may be empty. */
function sampleOf({ fields }: ObjectConstraint): string | undefined {
  const required = fields.filter(({ optional }) => !optional);
  if (required.some(({ of }) => of.kind !== 'text' || of.min || of.pattern)) return undefined;
  return `{${required.map(({ name }) => `'${name}': ''`).join(', ')}}`;
}

/** `optional` says where the text may be absent. */
function textConditions(
  { min, max, pattern, stored }: TextConstraint,
  optional: { field: string; value: string } | undefined,
  at: string,
): string[] {
  const guarded = (check: string) => (optional ? `(!('${optional.field}' in ${optional.value}) || ${check})` : check);
  // A text that fits in place of an absent one costs less than asking whether it is there.
  const orSample = (sample: string) =>
    optional ? `${optional.value}.get('${optional.field}', ${literal(sample)})` : at;
  if (stored) return [guarded(`${at} is ${stored}`)];
  if (!pattern && max <= COUNTABLE) return [`${orSample('x'.repeat(min))}.matches(${literal(anything(min, max))})`];
  if (!pattern) {
    const checks = [`${at} is string`, ...(min ? [`${at}.size() >= ${min}`] : []), `${at}.size() <= ${max}`];
    return optional ? [guarded(`(${checks.join(' && ')})`)] : checks;
  }
  const size = pattern.max <= max ? [] : [guarded(`${at}.size() <= ${max}`)];
  const sample = SAMPLES[pattern.source];
  if (sample) return [`${orSample(sample)}.matches(${patternOf(pattern)})`, ...size];
  // A pattern that leaves its end open takes whatever fits within the bound.
  const rest = max - pattern.min;
  if (!pattern.source.endsWith('$') && rest <= COUNTABLE)
    return [guarded(`${at}.matches(${literal(toRe2(pattern.source, `[\\s\\S]{0,${rest}}$`))})`)];
  return [guarded(`${at}.matches(${patternOf(pattern)})`), ...size];
}

const anything = (min: number, max: number) => `^[\\s\\S]{${min},${max}}$`;

function boundedTexts(of: TextConstraint, at: string): string {
  refuseSeparator(of, at);
  if (of.min || of.max !== Infinity)
    throw new InexpressibleError(
      at,
      'has texts with bounds of their own; bound them together (see texts() in schema/fields.ts)',
    );
  return at;
}
