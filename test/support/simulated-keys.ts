/** The keys of IndexedDB that the outbox needs: numbers sort before texts, texts before lists. */
export type Key = number | string | readonly Key[];

const rank = (key: Key) => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);

/** Source: Indexed Database API 3.0, §3.1.3 "compare two keys". */
export function compareKeys(a: Key, b: Key): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (!Array.isArray(a) || !Array.isArray(b)) return a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareKeys(a[i], b[i]);
    if (order) return order;
  }
  return a.length - b.length;
}

/** Whether a value can be a key at all; an index leaves out records where it cannot. */
export const isKey = (value: unknown): value is Key =>
  typeof value === 'string' ||
  (typeof value === 'number' && !Number.isNaN(value)) ||
  (Array.isArray(value) && value.every(isKey));

export class SimulatedKeyRange {
  private constructor(
    readonly lower: Key | undefined,
    readonly upper: Key | undefined,
    readonly lowerOpen: boolean,
    readonly upperOpen: boolean,
  ) {}

  static only(key: Key): SimulatedKeyRange {
    return new SimulatedKeyRange(key, key, false, false);
  }
  static bound(lower: Key, upper: Key, lowerOpen = false, upperOpen = false): SimulatedKeyRange {
    return new SimulatedKeyRange(lower, upper, lowerOpen, upperOpen);
  }
  static lowerBound(lower: Key, open = false): SimulatedKeyRange {
    return new SimulatedKeyRange(lower, undefined, open, false);
  }
  static upperBound(upper: Key, open = false): SimulatedKeyRange {
    return new SimulatedKeyRange(undefined, upper, false, open);
  }

  includes(key: Key): boolean {
    const low = this.lower === undefined ? 1 : compareKeys(key, this.lower);
    const high = this.upper === undefined ? -1 : compareKeys(key, this.upper);
    return (this.lowerOpen ? low > 0 : low >= 0) && (this.upperOpen ? high < 0 : high <= 0);
  }
}

export type Query = Key | SimulatedKeyRange | null | undefined;

export const matches = (query: Query, key: Key): boolean =>
  query == null ||
  (query instanceof SimulatedKeyRange ? query.includes(key) : isKey(query) && compareKeys(query, key) === 0);
