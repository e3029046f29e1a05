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
  const under = (key: string | number) => (path && `${path}.`) + key;
  const fail = (expected: string, code = 'invalid_type', at = path): undefined => {
    if (!issues[MAX_ISSUES - 1]) issues.push({ path: at, code, message: `${at} must be ${expected}` });
  };
  const bound = (count: number, max: number, unit: string, min = 0): undefined => {
    if (count < min || count > max) fail(`${min} to ${max}${unit}`, count < min ? 'too_small' : 'too_big');
  };

  try {
    if (typeof shape === 'string')
      return shape.split('|').includes(value as string) ? value : fail(shape, 'invalid_value'); // includes any value
    if (shape === true) return typeof value === 'boolean' ? value : fail('true or false');
    if (typeof shape !== 'number' && !isList(shape)) {
      if (Object(value) !== value || Array.isArray(value)) return fail('an object');
      const given: Record<string, unknown> = { ...(value as object) };
      const copy: Record<string, unknown> = {};
      const names = Object.keys(shape).map((key) => {
        const name = key.replace('?', '');
        if (given[name] !== undefined || name === key)
          copy[name] = validate(shape[key]!, given[name], under(name), issues);
        return name;
      });
      for (const key in given)
        if (given[key] !== undefined && !names.includes(key)) fail(`one of ${names}`, 'unrecognized_keys', under(key));
      return copy;
    }
    // By index: to take a list apart costs an iterator, and this is a page's own time.
    const bounded: Bounded = typeof shape === 'number' ? [0, 'text', shape] : shape;
    const first = bounded[0];
    const second = bounded[1];
    const third = bounded[2];
    if (typeof second === 'number') {
      if (!Number.isFinite(value)) return fail('a number');
      bound(value as number, second, '', first as number); // it is finite; and a number comes with a number
      return (value as number) + 0; // -0 becomes 0
    }
    if (typeof second === 'string') {
      if (typeof value !== 'string') return fail(second);
      bound(lengthOf(value, third), third ?? Infinity, ' characters', bounded[3]);
      if (first && !(first as Format).test(value)) fail(second, 'invalid_format'); // a text comes with a pattern or 0
      return value;
    }
    if (!Array.isArray(value)) return fail('a list');
    if (value.length > (first as number)) return bound(value.length, first as number, ' items'); // as zod: no look inside
    const copy = Array.from(value, (item, i) => validate(second, item, under(i), issues));
    if (third && !copy.includes(undefined)) bound(lengthOf(copy.join(''), third), third, ' characters in all');
    return copy;
  } catch {
    // A getter or a proxy of the page threw. Its error is not ours to show, the field is.
    return fail('readable');
  }
}

const isList = (shape: Shape): shape is Bounded => Array.isArray(shape);

/** In code points, as zod and the rules count; there are never more of them than units. */
const lengthOf = (text: string, most = Infinity) => (text.length > most ? [...text].length : text.length);
