import type * as z from 'zod/v4/core';
import { type Pattern, readPattern } from './patterns.js';

/** A text of `min` to `max` characters (code points). `says` completes "must be …" for people. */
export interface TextConstraint {
  readonly kind: 'text';
  readonly min: number;
  readonly max: number;
  readonly pattern?: Pattern;
  readonly says?: string;
  /** A text in JavaScript and JSON that is a timestamp in Firestore. */
  readonly stored?: 'timestamp';
}
/** A list of at most `items` texts, `characters` in all. */
export interface TextsConstraint {
  readonly kind: 'texts';
  readonly items: number;
  readonly characters: number;
  readonly of: TextConstraint;
}
export interface ObjectConstraint {
  readonly kind: 'object';
  readonly fields: readonly Field[];
}
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly description: string;
  readonly of: Constraint;
}
/** What all three enforcers can say about a value, and nothing else. */
export type Constraint =
  | TextConstraint
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | TextsConstraint
  | { readonly kind: 'list'; readonly items: number; readonly of: ObjectConstraint }
  /** A value that is checked elsewhere. No schema gives this. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'record'; readonly key: TextConstraint; readonly of: ObjectConstraint }
  | ObjectConstraint;

/** A schema says something that the browser's validators or the Firestore rules cannot. */
export class InexpressibleError extends Error {
  override readonly name = 'InexpressibleError';
  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`${field} ${reason}`);
  }
}

/**
 * The constraints of a schema. `path` is how messages name it.
 * Throws InexpressibleError for whatever one of the enforcers cannot check exactly as zod does.
 */
export function constraintsOf(schema: z.$ZodType, path: string): Constraint {
  const def = schema._zod.def as z.$ZodTypes['_zod']['def']; // every schema of zod's own is one of these
  const refuse = (reason: string): never => {
    throw new InexpressibleError(path, reason);
  };
  switch (def.type) {
    case 'string':
      return textOf(schema, path);
    case 'number':
      return numberOf(schema, path);
    case 'boolean':
      refuseChecks(schema, path);
      return { kind: 'boolean' };
    case 'enum':
      refuseChecks(schema, path);
      return { kind: 'enum', values: stringsOnly(Object.values(def.entries), path) };
    case 'literal':
      refuseChecks(schema, path);
      return { kind: 'enum', values: stringsOnly(def.values, path) };
    case 'array':
      return listOf(schema, def.element, path);
    case 'object':
      return objectOf(schema as z.$ZodObject, path);
    case 'record': {
      refuseChecks(schema, path);
      const key = constraintsOf(def.keyType, `${path}'s keys`);
      const of = constraintsOf(def.valueType, `${path}.*`);
      if (key.kind !== 'text' || of.kind !== 'object') return refuse('must be a record of texts to objects');
      return { kind: 'record', key, of };
    }
    case 'optional':
      return refuse('is optional in a place that is no field');
    case 'pipe':
    case 'transform':
      return refuse('has a transform; change values at the ingest, an enforcer can only refuse them');
    case 'default':
    case 'prefault':
    case 'catch':
      return refuse(`has a ${def.type}, which changes values; an enforcer can only refuse them`);
    case 'union':
      return refuse('is a union; give each alternative a schema of its own');
    default:
      return refuse(`is a ${def.type}, which browser, function and rules cannot all check`);
  }
}

interface Check {
  check: string;
  [key: string]: unknown;
}

const metaOf = (schema: z.$ZodType): { characters?: unknown; says?: unknown; stored?: unknown } =>
  (schema as z.$ZodType & { meta(): object | undefined }).meta() ?? {}; // classic schemas all have meta()

/** The checks of a schema, its own (as in `z.email()`) included. */
function checksOf(schema: z.$ZodType, path: string): Check[] {
  const def = schema._zod.def as { checks?: z.$ZodCheck[]; check?: string; coerce?: boolean } & object;
  if (def.coerce) throw new InexpressibleError(path, 'is coerced; an enforcer can only refuse values');
  const checks = (def.checks ?? []).map((check) => check._zod.def as unknown as Check);
  return def.check ? [def as unknown as Check, ...checks] : checks;
}

function refuseChecks(schema: z.$ZodType, path: string): void {
  for (const { check } of checksOf(schema, path)) throw new InexpressibleError(path, refusalOf(check));
}

const refusalOf = (check: string): string =>
  check === 'custom'
    ? 'has a refinement that its meta() does not describe: the rules cannot run it'
    : check === 'overwrite'
      ? 'changes its value (trim, lower-case, normalize); an enforcer can only refuse it'
      : `has the check "${check}", which no enforcer but zod knows`;

function textOf(schema: z.$ZodType, path: string): TextConstraint {
  let min = 0;
  let max = Infinity;
  let pattern: Pattern | undefined;
  for (const check of checksOf(schema, path)) {
    if (check.check === 'min_length') min = Math.max(min, Number(check.minimum));
    else if (check.check === 'max_length') max = Math.min(max, Number(check.maximum));
    else if (check.check === 'string_format' && check.pattern instanceof RegExp) {
      if (check.format !== 'regex')
        throw new InexpressibleError(path, `has zod's own format "${check.format}"; use regex()`);
      if (pattern) throw new InexpressibleError(path, 'has two patterns; join them into one');
      pattern = patternOf(check.pattern, path);
    } else throw new InexpressibleError(path, refusalOf(check.check));
  }
  if (pattern) max = Math.min(max, pattern.max);
  const { says, stored } = metaOf(schema);
  return {
    kind: 'text',
    min,
    max,
    ...(pattern && { pattern }),
    ...(typeof says === 'string' && { says }),
    ...(stored === 'timestamp' && { stored }),
  };
}

function patternOf(regex: RegExp, path: string): Pattern {
  try {
    return readPattern(regex);
  } catch (cause) {
    throw new InexpressibleError(path, `'s pattern ${(cause as Error).message}`); // readPattern throws Errors only
  }
}

function numberOf(schema: z.$ZodType, path: string): Constraint {
  let min = -Infinity;
  let max = Infinity;
  for (const check of checksOf(schema, path)) {
    if (check.check === 'greater_than' && check.inclusive) min = Math.max(min, Number(check.value));
    else if (check.check === 'less_than' && check.inclusive) max = Math.min(max, Number(check.value));
    else throw new InexpressibleError(path, refusalOf(check.check));
  }
  if (min === -Infinity || max === Infinity) throw new InexpressibleError(path, 'is a number without both bounds');
  return { kind: 'number', min, max };
}

function listOf(schema: z.$ZodType, element: z.$ZodType, path: string): Constraint {
  let items = Infinity;
  const { characters } = metaOf(schema);
  for (const check of checksOf(schema, path)) {
    if (check.check === 'max_length') items = Math.min(items, Number(check.maximum));
    else if (check.check !== 'custom' || characters === undefined)
      throw new InexpressibleError(path, refusalOf(check.check));
  }
  if (items === Infinity) throw new InexpressibleError(path, 'is a list without a bound; add max()');
  const of = elementOf(element, `${path}.*`);
  if (of.kind === 'object') return { kind: 'list', items, of };
  if (of.kind !== 'text')
    throw new InexpressibleError(path, `is a list of ${of.kind}; the rules take texts or objects`);
  const most = typeof characters === 'number' ? characters : items * of.max;
  if (most === Infinity) throw new InexpressibleError(path, 'has texts without a bound; use texts() or max()');
  return { kind: 'texts', items, characters: most, of };
}

/** An element; alone among texts it needs no bound of its own, where the list has one for all of them. */
function elementOf(schema: z.$ZodType, path: string): Constraint {
  return schema._zod.def.type === 'string' ? textOf(schema, path) : constraintsOf(schema, path);
}

function objectOf(schema: z.$ZodObject, path: string): ObjectConstraint {
  refuseChecks(schema, path);
  const { catchall, shape } = schema._zod.def;
  if (catchall?._zod.def.type !== 'never')
    throw new InexpressibleError(path, 'lets unknown keys in; use z.strictObject');
  const fields = Object.entries(shape).map(([name, field]): Field => {
    const at = path ? `${path}.${name}` : name;
    const optional = field._zod.def.type === 'optional';
    const inner = optional ? (field as z.$ZodOptional)._zod.def.innerType : field;
    const of = constraintsOf(inner, at);
    if (of.kind === 'text' && of.max === Infinity)
      throw new InexpressibleError(at, 'is a text without a bound; add max()');
    const described = field as z.$ZodType & { description?: string }; // classic schemas have it, describe() set it
    const description = described.description ?? (inner as typeof described).description ?? '';
    return { name, optional, description, of };
  });
  return { kind: 'object', fields };
}

function stringsOnly(values: readonly unknown[], path: string): string[] {
  return values.map((value) => {
    if (typeof value !== 'string') throw new InexpressibleError(path, `has the value ${value}, which is no text`);
    return value;
  });
}

/** The constraints of a strict object. */
export function objectConstraints(schema: z.$ZodType, path: string): ObjectConstraint {
  const found = constraintsOf(schema, path);
  if (found.kind !== 'object') throw new InexpressibleError(path, 'is no object');
  return found;
}
