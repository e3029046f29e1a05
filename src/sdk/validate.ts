import type { Format } from './formats.js';

/** What was wrong with what: a dotted path, a code of zod's, a sentence for people. */
export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Constraints as data (see validators.gen.ts), by their own type for the sake of size:
 * a number is a text of at most so many characters; a text names the allowed ones, separated by `|`; `true` is a
 * boolean; a list is a `Bounded` thing; anything else is an object, where a key that ends in `?` is optional.
 */
export type Shape = number | string | true | Bounded | Fields;
export type Bounded =
  | readonly [min: number, max: number]
  | readonly [pattern: Format | 0, says: string, max?: number, min?: number]
  | readonly [items: number, of: Shape & object, characters?: number];
export interface Fields {
  readonly [key: string]: Shape;
}

/** The most issues that are told at once. */
const MAX_ISSUES = 50;

/**
 * Checks a value against a shape and copies what it checked: own enumerable fields that the shape knows, without
 * `undefined`, `-0` as `0`. Adds to `issues` what is wrong, with zod's codes and paths; the copy is of use only where
 * it added none. Never throws, whatever the page passes (getters that throw, revoked proxies): that is an issue too.
 */
export function validate(shape: Shape, value: unknown, path: string, issues: Issue[]): unknown {
  const tell = (code: string, message: string, at = path): undefined => {
    if (issues.length < MAX_ISSUES)
      issues.push({ path: at, code, message: `${at.replace(/^payload\./, '') || 'event'} must be ${message}` });
  };
  const wrong = (expected: string, code = 'invalid_type') => tell(code, `${expected}, received ${shown(value)}`);
  const bound = (count: number, min: number, max: number, unit: string): undefined => {
    if (count < min) tell('too_small', `at least ${min}${unit}, received ${count}`);
    if (count > max) tell('too_big', `at most ${max}${unit}, received ${count}`);
  };
  const under = (key: string | number) => (path && `${path}.`) + key;

  try {
    if (typeof shape === 'string')
      return shape.split('|').includes(value as string) ? value : wrong(shape, 'invalid_value'); // includes any value
    if (shape === true) return typeof value === 'boolean' ? value : wrong('true or false');
    if (!isBounded(shape)) {
      if (typeof shape === 'number') return validate([0, 'text', shape], value, path, issues);
      if (!value || typeof value !== 'object' || Array.isArray(value)) return wrong('an object');
      const given: Record<string, unknown> = { ...value };
      const copy: Record<string, unknown> = {};
      const names = Object.keys(shape).map((key) => {
        const name = key.replace('?', '');
        if (given[name] !== undefined || name === key)
          copy[name] = validate(shape[key]!, given[name], under(name), issues);
        return name;
      });
      for (const key in given)
        if (given[key] !== undefined && !names.includes(key))
          tell('unrecognized_keys', `left out or be one of ${names}`, under(key));
      return copy;
    }
    const [first, second, third, fourth] = shape;
    if (typeof second === 'number') {
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('a number');
      bound(value, first as number, second, ''); // a number comes with a number
      return value + 0; // -0 becomes 0
    }
    if (typeof second === 'string') {
      if (typeof value !== 'string') return wrong(second);
      bound(lengthOf(value, third), fourth ?? 0, third ?? Infinity, ' characters');
      if (first && !(first as Format).test(value)) wrong(second, 'invalid_format'); // a text comes with a pattern or 0
      return value;
    }
    if (!Array.isArray(value)) return wrong('a list');
    const items = first as number; // a shape comes with a number
    if (value.length > items) return bound(value.length, 0, items, ' items'); // as zod: the elements are not looked at
    const copy = Array.from(value, (item, i) => validate(second, item, under(i), issues));
    if (third && !copy.includes(undefined)) bound(lengthOf(copy.join(''), third), 0, third, ' characters in all');
    return copy;
  } catch {
    // A getter or a proxy of the page threw. Its error is not ours to show, the field is.
    return tell('invalid_type', 'readable');
  }
}

const isBounded = (shape: Shape): shape is Bounded => Array.isArray(shape);

/** In code points, as zod and the rules count. Not of a text that is too long in any case: it may fill the memory. */
const lengthOf = (text: string, most = Infinity) =>
  text.length > most && text.length <= most * 2 ? [...text].length : text.length;

/** A value in a message: texts by their beginning, what is no plain value by its type. */
const shown = (value: unknown) =>
  typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : value == null || typeof value === 'number'
      ? value
      : typeof value;
