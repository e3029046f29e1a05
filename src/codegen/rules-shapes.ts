import { EMAIL, HASH, INSTANT, PHONE } from '../schema/fields.js';
import {
  type Constraint,
  type Field,
  InexpressibleError,
  type ObjectConstraint,
  type TextConstraint,
} from './constraints.js';
import { toRe2, visible } from './patterns.js';

/** Patterns that have a name in the rules. */
const NAMED: Readonly<Record<string, string>> = {
  [INSTANT.source]: 'isInstant',
  [HASH.source]: 'isHash',
  [EMAIL.source]: 'isEmail',
  [PHONE.source]: 'isPhone',
};

/** The separator of lists that are checked as one text; a text in a list must exclude it. */
const SEPARATOR_FREE = '^[^\\u001f]*$';

/** A string literal of the rules language, whose escapes are CEL's. */
export const literal = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The functions that every shape below builds upon. */
export function primitives(): string[] {
  const named = Object.entries(NAMED).map(([source, name]) =>
    fn(`${name}(v)`, [], [`v.matches(${literal(toRe2(source))})`]),
  );
  return [
    ...named,
    fn('isText(v, most)', [], ['v is string', 'v.size() <= most']),
    fn('isTextFrom(v, least, most)', [], ['v is string', 'v.size() >= least', 'v.size() <= most']),
    fn('isWithin(v, least, most)', [], ['v is number', 'v >= least', 'v <= most']),
    `// A list of texts, checked as one text: cut at the separators again it must be the same list, so every element is a
// text and none holds a separator. The last element keeps empty texts at the end and makes the empty list no exception.`,
    fn(
      'areTexts(v, items, characters)',
      ["let all = v.concat(['.'])"],
      [
        'v is list',
        'v.size() <= items',
        "v.join('').size() <= characters",
        "all.join('\\u001f').split('\\u001f') == all",
      ],
    ),
    `// The same with a bound for each text, \`each\` as a pattern over the joined list.`,
    fn(
      'areTextsEach(v, each)',
      ["let all = v.concat(['.'])"],
      ["all.join('\\u001f').split('\\u001f') == all", "all.join('\\u001f').matches(each)"],
    ),
  ];
}

/** A function of the rules language. */
export function fn(head: string, lets: readonly string[], conditions: readonly string[]): string {
  const body =
    conditions.length > 1
      ? `${conditions[0]}\n${conditions
          .slice(1)
          .map((c) => `    && ${c}`)
          .join('\n')}`
      : conditions[0];
  return `function ${head} {\n${lets.map((line) => `  ${line};\n`).join('')}  return ${body};\n}`;
}

/** What a shape is checked with: its conditions, and the functions that they call. */
interface Shaped {
  conditions: string[];
  functions: string[];
}

/** The conditions under which a map holds exactly what an object's constraints allow. `name` prefixes its functions. */
export function shapeOf({ fields }: ObjectConstraint, value: string, name: string): Shaped {
  const functions: string[] = [];
  const checks = fields.map((field) => {
    const check = checkOf(field.of, `${value}.${field.name}`, `${name}${pascal(field.name)}`, functions);
    return field.optional ? `(!('${field.name}' in ${value}) || ${check})` : check;
  });
  return { conditions: [onlyKeys(fields, value), ...checks], functions };
}

/** Unknown fields are refused; that required ones are there follows from their own conditions, which fail without. */
export const onlyKeys = (fields: readonly Field[], value: string) =>
  `${value}.keys().hasOnly([${fields.map((field) => `'${field.name}'`).join(', ')}])`;

const pascal = (name: string) => name.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase());

function checkOf(of: Constraint, value: string, name: string, functions: string[]): string {
  switch (of.kind) {
    case 'text':
      return textCheck(of, value);
    case 'number':
      return `isWithin(${value}, ${of.min}, ${of.max})`;
    case 'boolean':
      return `${value} is bool`;
    case 'enum':
      return of.values.length === 1
        ? `${value} == ${literal(of.values[0]!)}`
        : `${value} in [${of.values.map(literal).join(', ')}]`;
    case 'texts': {
      refuseSeparator(of.of, value);
      const all = `areTexts(${value}, ${of.items}, ${of.characters})`;
      return of.of.min || of.of.max <= 1000 ? `${all} && areTextsEach(${value}, ${eachText(of.of)})` : all;
    }
    case 'list':
      functions.push(listFunction(of.of, of.items, name));
      return `is${name}(${value})`;
    case 'object': {
      const inner = shapeOf(of, 'v', name);
      functions.push(...inner.functions, fn(`is${name}(v)`, [], inner.conditions));
      return `is${name}(${value})`;
    }
    case 'record':
      return `${value} is map`; // its entries are checked where they change, see rules-access.ts
    default:
      return of satisfies never;
  }
}

function textCheck({ min, max, pattern, stored }: TextConstraint, value: string): string {
  if (stored) return `${value} is ${stored}`;
  if (!pattern) return min ? `isTextFrom(${value}, ${min}, ${max})` : `isText(${value}, ${max})`;
  const named = NAMED[pattern.source];
  const matches = named ? `${named}(${value})` : `${value}.matches(${literal(toRe2(pattern.source))})`;
  return pattern.max <= max ? matches : `${matches} && ${value}.size() <= ${max}`;
}

function refuseSeparator({ pattern }: TextConstraint, path: string): void {
  if (!pattern || visible(pattern.source) !== SEPARATOR_FREE)
    throw new InexpressibleError(
      path,
      'is in a list, where texts must exclude U+001F (see texts() in schema/fields.ts)',
    );
}

/** A pattern for a list joined by separators, its last element a dot, whose texts have these bounds. */
const eachText = ({ min, max }: TextConstraint) => literal(`^([^\\x{001f}]{${min},${max}}\\x{001f})*\\.$`);

/**
 * A list of objects whose fields are texts. There are no loops: the list is filled up to its bound with empty objects,
 * so that every index exists, and each field's texts are gathered into one list. All have the fields that were
 * gathered, so the number of all their keys tells whether any has another.
 */
function listFunction({ fields }: ObjectConstraint, items: number, name: string): string {
  const indices = Array.from({ length: items }, (_, i) => i);
  const columns = fields.map(({ name: field, of, optional }) => {
    if (of.kind !== 'text' || optional)
      throw new InexpressibleError(
        `${name}.*.${field}`,
        'is in a list of objects, where the rules take only texts that are always there',
      );
    refuseSeparator(of, `${name}.*.${field}`);
    if (of.max > 1000)
      throw new InexpressibleError(
        `${name}.*.${field}`,
        'is in a list and longer than the 1,000 characters that RE2 can count',
      );
    return { field, of };
  });
  const empty = `{${columns.map(({ field }) => `'${field}': ''`).join(', ')}}`;
  return fn(
    `is${name}(v)`,
    [
      `let none = ${empty}`,
      `let all = v.concat([${indices.map(() => 'none').join(', ')}])`,
      ...columns.map(({ field }) => `let ${field}s = [${indices.map((i) => `all[${i}].${field}`).join(', ')}]`),
    ],
    [
      'v is list',
      `v.size() <= ${items}`,
      ...columns.map(({ field, of }) => `areTextsEach(${field}s, ${eachText(of)})`),
      `${indices.map((i) => `all[${i}].size()`).join(' + ')} == ${items * columns.length}`,
    ],
  );
}
