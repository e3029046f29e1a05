import { InexpressibleError, type TextConstraint } from './constraints.js';
import { type Pattern, toRe2, visible } from './patterns.js';

/** A string literal of the rules language, whose escapes are those of the Common Expression Language. */
export const literal = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** `action_plan` as a part of a function's name: `ActionPlan`. */
export const pascal = (name: string) => name.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase());

/** A pattern as an argument. Written out at each use: a name for it would cost an expression more in each function. */
export const patternOf = ({ source }: Pattern): string => literal(toRe2(source));

/** From this many conditions on, a list that holds nothing but `true` takes fewer expressions than `&&` between them. */
const MANY = 6;

/** All conditions as one. A condition that fails makes either form fail, and what fails is refused. */
export function allOf(conditions: readonly string[]): string {
  if (conditions.length < MANY) return conditions.join('\n    && ');
  return `[\n${conditions.map((one) => `    ${one}`).join(',\n')}\n  ].hasOnly([true])`;
}

/** A function of the rules language: bindings and conditions. */
export function fn(head: string, lets: readonly string[], conditions: readonly string[]): string {
  const bindings = lets.map((line) => `  ${line};\n`).join('');
  return `function ${head} {\n${bindings}  return ${allOf(conditions)};\n}`;
}

/** The most that RE2 counts in a repetition. */
export const COUNTABLE = 1000;

/** The separator of lists that are checked as one text; a text in a list must exclude it. */
const SEPARATOR_FREE = '^[^\\u001f]*$';

/** Throws an InexpressibleError where a text in a list could contain the separator. */
export function refuseSeparator({ pattern }: TextConstraint, path: string): void {
  if (!pattern || visible(pattern.source) !== SEPARATOR_FREE)
    throw new InexpressibleError(
      path,
      'is in a list, where texts must exclude U+001F (see texts() in schema/fields.ts)',
    );
}
