import type { Constraint, ObjectConstraint } from '../../src/codegen/constraints.js';

/** A value that breaks one constraint, by what was done. */
export type Violation = readonly [what: string, value: unknown];

/**
 * Every way to break one constraint of a value by as little as possible: each bound by one, each type, each option, a
 * field left out, a field too many, the last element of a list. The value must be valid, with every list at its bound.
 */
export function violations(of: Constraint, value: unknown, path = ''): Violation[] {
  const at = (what: string, changed: unknown): Violation => [`${path} ${what}`.trim(), changed];
  switch (of.kind) {
    case 'text': {
      if (of.stored) return [at('a text', '2026-03-01T09:30:00.000Z')];
      const found = [at('a number', 1), at('null', null), at('a list', [value])];
      if (of.max !== Infinity) found.push(at('one longer', lengthened(String(value), of.max + 1)));
      if (of.min) found.push(at('one shorter', String(value).slice(0, of.min - 1)));
      if (of.pattern) {
        found.push(at('of another form', `${value}\u001f/ `), at('with something before', ` ${value}`));
        const cut = String(value).slice(0, -1);
        if (!new RegExp(of.pattern.source).test(cut)) found.push(at('cut', cut));
      }
      return found;
    }
    case 'number':
      return [at('one less', of.min - 1), at('one more', of.max + 1), at('a text', '1'), at('no number', Number.NaN)];
    case 'boolean':
      return [at('a text', 'true'), at('a number', 1)];
    case 'enum':
      return [at('another', 'OTHER'), at('more', `${value}x`), at('a list', [value])];
    case 'texts': {
      const list = value as string[]; // a valid value is one
      const [first = '', ...rest] = list;
      const last = (element: unknown) => [...list.slice(0, -1), element];
      return [
        at('one more', [...list, '']),
        at('one longer in all', [`${first}${'x'.repeat(of.characters - list.join('').length + 1)}`, ...rest]),
        ...[1, null, true, {}, 'a\u001fb'].map((element) => at(`last ${JSON.stringify(element)}`, last(element))),
        at('a text', 'text'),
        at('an object', { 0: 'a' }),
      ];
    }
    case 'list': {
      const list = value as Record<string, unknown>[]; // as above
      const last = list.at(-1)!;
      const inner = violations(of.of, last, `${path}.last`);
      return [
        at('one more', [...list, last]),
        at('a text', 'text'),
        ...list.map((_, i) =>
          at(`element ${i} of numbers`, [...list.slice(0, i), numbers(last), ...list.slice(i + 1)]),
        ),
        ...inner.map(([what, changed]): Violation => [what, [...list.slice(0, -1), changed]]),
        ...inner.map(([what, changed]): Violation => [`${what}, but the first`, [changed, ...list.slice(1)]]),
      ];
    }
    case 'object':
      return inObject(of, value as Record<string, unknown>, path); // as above
    case 'record':
    case 'anything':
      return [at('a text', 'text')];
    default:
      return of satisfies never;
  }
}

function inObject(of: ObjectConstraint, value: Record<string, unknown>, path: string): Violation[] {
  const under = (name: string) => (path ? `${path}.${name}` : name);
  return [
    [`${under('unknown')} added`, { ...value, unknown: 'x' }],
    ...of.fields.flatMap(({ name, optional, of: inner }): Violation[] => [
      ...(optional ? [] : [[`${under(name)} left out`, without(value, name)] as const]),
      ...violations(inner, value[name], under(name)).map(
        ([what, changed]): Violation => [what, { ...value, [name]: changed }],
      ),
    ]),
  ];
}

const numbers = (value: Record<string, unknown>) => Object.fromEntries(Object.keys(value).map((name) => [name, 1]));

const without = (value: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));

/** Longer in the middle, so that what a pattern asks of both ends still holds. */
function lengthened(text: string, length: number): string {
  const middle = Math.ceil(text.length / 2);
  return text.slice(0, middle) + 'x'.repeat(Math.max(0, length - text.length)) + text.slice(middle);
}
