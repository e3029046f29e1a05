import { InexpressibleError, type ObjectConstraint } from './constraints.js';
import { COUNTABLE, fn, refuseSeparator } from './rules-text.js';

/** How many elements one function looks at: it may have seven parameters. */
const AT_ONCE = 6;

/** What a list of objects is checked with. */
export interface ListCheck {
  /** The function that gathers its texts into one list, at least one, whose first element is no text where it may not be. */
  readonly gather: string;
  /** A pattern over that list joined by separators: how long each text may be. */
  readonly bounds: string;
  readonly functions: readonly string[];
}

/**
 * How to check a list of objects whose fields are texts. The rules have no loops: the list is filled up to its bound
 * with empty objects, so that every index exists, and the texts of each element are gathered into one list; an
 * element that has more keys than fields leaves their number there. What remains, that all are texts and how long
 * each may be, is said of the whole list at once.
 */
export function listCheck({ fields }: ObjectConstraint, items: number, name: string): ListCheck {
  const columns = fields.map(({ name: field, of, optional }) => {
    const path = `${name}.*.${field}`;
    if (of.kind !== 'text' || optional)
      throw new InexpressibleError(
        path,
        'is in a list of objects, where the rules take only texts that are always there',
      );
    refuseSeparator(of, path);
    if (of.max > COUNTABLE)
      throw new InexpressibleError(path, 'is in a list and longer than the 1,000 that RE2 can count');
    return { field, of };
  });
  const names = Array.from({ length: AT_ONCE }, (_, i) => 'abcdefg'[i]!);
  const all = (of: (name: string) => string) => names.map(of).join(', ');
  const starts = Array.from({ length: Math.ceil(items / AT_ONCE) }, (_, i) => i * AT_ONCE);
  const calls = starts.map((from) => `gathered${name}(${names.map((_, i) => `all[${from + i}]`).join(', ')})`);
  const each = columns.map(({ of }) => `[^\\x{001f}]{${of.min},${of.max}}`).join('\\x{001f}');
  return {
    gather: `textsOf${name}`,
    bounds: `^${each}(\\x{001f}${each})*$`,
    functions: [
      fn(
        `gathered${name}(${names.join(', ')})`,
        [],
        [
          `[${names.flatMap((item) => columns.map(({ field }) => `${item}.${field}`)).join(', ')}]
    .concat([${all((item) => `${item}.size()`)}].removeAll([${fields.length}]))`,
        ],
      ),
      fn(
        `textsOf${name}(v)`,
        [
          `let none = {${columns.map(({ field }) => `'${field}': ''`).join(', ')}}`,
          `let some = [${all(() => 'none')}]`,
          `let all = v${starts.map(() => '.concat(some)').join('')}`,
        ],
        [calls.reduce((joined, call) => `${joined}.concat(${call})`)],
      ),
    ],
  };
}
