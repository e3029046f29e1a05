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

/** Checks what JSON can say against a shape. Adds to `issues` what is wrong, with zod's codes and paths. */
export function validate(shape: Shape, value: unknown, path: string, issues: Issue[]): void {
  const under = (key: string | number) => (path && `${path}.`) + key;
  const fail = (expected: string, code = 'invalid_type', at = path) =>
    issues[MAX_ISSUES - 1] ?? issues.push({ path: at, code, message: `${at} must be ${expected}` });
  /** Fails where there are too few or too many; undefined is no bound. */
  const bound = (count: number, max: number | undefined, unit: string, min = 0) =>
    (count < min || count > max!) && fail(`${min} to ${max}${unit}`, count < min ? 'too_small' : 'too_big');

  if (typeof shape === 'number') shape = [0, 'text', shape];
  if (typeof shape === 'string') {
    if (!shape.split('|').includes(value as string)) fail(shape, 'invalid_value'); // includes any value
  } else if (shape === true) {
    if (typeof value !== 'boolean') fail('true or false');
  } else if (isList(shape)) {
    // By index: to take a list apart costs an iterator, and this is a page's own time.
    const { 0: first, 1: second, 2: third, 3: fourth }: Bounded & { 3?: number } = shape;
    if (typeof second === 'number') {
      if (typeof value !== 'number') fail('a number');
      else bound(value, second, '', first as number); // a number comes with a number
    } else if (typeof second === 'string') {
      if (typeof value !== 'string') fail(second);
      else {
        bound(lengthOf(value, third), third, ' characters', fourth);
        if (first && !(first as Format).test(value)) fail(second, 'invalid_format'); // a text comes with a pattern or 0
      }
    } else if (!isList(value)) fail('a list');
    // As zod: no look into a list that is too long.
    else if (!bound(value.length, first as number, ' items')) {
      const before = issues.length;
      value.forEach((item, i) => {
        validate(second, item, under(i), issues);
      });
      if (issues.length === before) bound(lengthOf(value.join(''), third), third, ' characters in all');
    }
  } else if (Object(value) !== value || isList(value)) fail('an object');
  else {
    const given = value as Record<string, unknown>;
    const names = Object.keys(shape).map((key) => {
      const name = key.replace('?', '');
      if (given[name] !== undefined || name === key)
        validate((shape as Fields)[key]!, given[name], under(name), issues);
      return name;
    });
    for (const key of Object.keys(given))
      if (!names.includes(key)) fail(`one of ${names}`, 'unrecognized_keys', under(key));
  }
}

const isList = (value: unknown): value is unknown[] & Bounded => Array.isArray(value);

/** In code points, as zod and the rules count; there are never more of them than units. */
const lengthOf = (text: string, most: number | undefined) => (text.length > most! ? [...text].length : text.length); // or no bound
