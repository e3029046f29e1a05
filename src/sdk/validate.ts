/** What was wrong with what: a dotted path, a code of zod's, a sentence for people. */
export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Constraints as data (see validators.gen.ts). A key that ends in `?` is optional. */
export type Shape =
  | readonly ['text', max: number, min?: number, pattern?: RegExp, says?: string]
  | readonly ['number', min: number, max: number]
  | readonly ['boolean']
  | readonly ['one', ...values: string[]]
  | readonly ['texts', items: number, characters: number, of: Shape]
  | readonly ['list', items: number, of: Shape]
  | Fields;
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
  const tell = (at: string, code: string, message: string) => {
    if (issues.length < MAX_ISSUES)
      issues.push({ path: at, code, message: `${at.replace(/^payload\./, '') || 'event'} ${message}` });
  };
  const fail = (code: string, expected: string | undefined, received: unknown = kindOf(value)) =>
    tell(path, code, `must be ${expected}, received ${received}`);
  const under = (key: string | number) => (path && `${path}.`) + key;
  const wrong = 'invalid_type';

  try {
    if (!isShape(shape)) {
      if (!value || typeof value !== 'object' || Array.isArray(value)) return fail(wrong, 'an object');
      const given: Record<string, unknown> = { ...value };
      const copy: Record<string, unknown> = {};
      const names = Object.keys(shape).map((key) => {
        const name = key.replace('?', '');
        if (given[name] !== undefined || name === key)
          copy[name] = validate(shape[key]!, given[name], under(name), issues);
        return name;
      });
      for (const key of Object.keys(given)) {
        if (given[key] === undefined || names.includes(key)) continue;
        const meant = names.find((name) => plain(name) === plain(key));
        tell(
          under(key),
          'unrecognized_keys',
          `is unknown here; ${meant ? `did you mean ${meant}?` : `known: ${names}`}`,
        );
      }
      return copy;
    }
    const [kind, first, second] = shape;
    switch (kind) {
      case 'text': {
        const [, max, min = 0, pattern, says] = shape;
        if (typeof value !== 'string') return fail(wrong, says ?? 'text');
        if (value.length > max) fail('too_big', `at most ${max} characters long`, value.length);
        if (value.length < min) fail('too_small', `at least ${min} characters long`, value.length);
        if (pattern && !pattern.test(value)) fail('invalid_format', says);
        return value;
      }
      case 'number':
        if (typeof value !== 'number' || !Number.isFinite(value)) return fail(wrong, 'a number');
        if (value < shape[1]) fail('too_small', `at least ${first}`);
        if (value > shape[2]) fail('too_big', `at most ${second}`);
        return value + 0; // -0 becomes 0
      case 'boolean':
        return typeof value === 'boolean' ? value : fail(wrong, 'true or false');
      case 'one':
        return shape.indexOf(value as string, 1) > 0 ? value : fail('invalid_value', shape.slice(1).join(' or '));
      default: {
        if (!Array.isArray(value)) return fail(wrong, 'a list');
        const max = shape[1];
        if (value.length > max) fail('too_big', `a list of at most ${max}`, value.length);
        const of = kind === 'texts' ? shape[3] : shape[2];
        const copy = Array.from({ length: Math.min(value.length, max) }, (_, i) =>
          validate(of, value[i], under(i), issues),
        );
        if (kind === 'texts' && !copy.includes(undefined)) {
          const { length } = copy.join('');
          if (length > shape[2]) fail('too_big', `at most ${second} characters in all`, length);
        }
        return copy;
      }
    }
  } catch {
    // A getter or a proxy of the page threw. Its error is not ours to show, the field is.
    fail(wrong, 'readable', 'an error');
  }
  return undefined;
}

const isShape = (shape: Shape): shape is Exclude<Shape, Fields> => Array.isArray(shape);

const plain = (key: string) => key.replace(/_/g, '').toLowerCase();

const kindOf = (value: unknown) =>
  typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : typeof value === 'number'
      ? value
      : value === undefined
        ? 'nothing'
        : value && typeof value === 'object'
          ? Array.isArray(value)
            ? 'a list'
            : 'an object'
          : typeof value;
