/** A text without the space around it; empty where the value is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** A list as it is, one text as a list of one, nothing as an empty list. What is none of these is left for the schema to refuse. */
export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];

/**
 * A score of 0 to 100 from a number or its text. What lies strictly between 0 and 1 is a fraction and becomes a
 * percentage, rounded; 1 itself is one of a hundred. What is no number is left for the schema to refuse.
 */
export function scoreOf(value: unknown): unknown {
  const score = typeof value === 'string' && value.trim() ? Number(value) : value;
  if (typeof score !== 'number' || Number.isNaN(score)) return value;
  return score > 0 && score < 1 ? Math.round(score * 100) : score;
}

/**
 * An instant as ISO-8601 UTC with milliseconds, from a Firestore Timestamp, a Date, an ISO text or epoch milliseconds;
 * finer fractions are cut. Nothing where there is none.
 */
export function instantOf(value: unknown): string | undefined {
  const date = new Date(millisecondsOf(value) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function millisecondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  // Without a zone a text means another instant on each machine.
  if (typeof value === 'string') return /(Z|[+-]\d\d:?\d\d)$/.test(value.trim()) ? Date.parse(value) : undefined;
  const { toMillis, getTime } = (value ?? {}) as Partial<Record<'toMillis' | 'getTime', () => unknown>>; // as found
  const milliseconds = toMillis?.call(value) ?? getTime?.call(value);
  return typeof milliseconds === 'number' ? milliseconds : undefined;
}
