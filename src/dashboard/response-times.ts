import type { CaseDocument } from '../schema/case.js';
import { isWaiting } from './case-query.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Upper ends of the classes, ms; the last class has none. */
export const CLASSES = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY] as const;

export interface ResponseTimes {
  /** Cases they are taken from. */
  readonly of: number;
  /** Cases that were looked at: those aside wait again, and when they first began to is known no more. */
  readonly among: number;
  /** Half of them were answered within this time, ms; undefined where there is none. */
  readonly median: number | undefined;
  /** Nine of ten were. */
  readonly p90: number | undefined;
  /** How many are in each class of `CLASSES`, and after them. */
  readonly counts: readonly number[];
}

/** From when a client began to wait to when an agent last dealt with the case. */
export function responseTimesOf(handled: readonly CaseDocument[]): ResponseTimes {
  const spans = handled
    .filter((row) => row.waiting_since && row.handled_at && !isWaiting(row))
    .map(({ waiting_since, handled_at }) => Date.parse(handled_at!) - Date.parse(waiting_since!))
    .sort((a, b) => a - b);
  const counts = [...CLASSES, Number.POSITIVE_INFINITY].map(
    (end, i) => spans.filter((span) => span < end && span >= (CLASSES[i - 1] ?? 0)).length,
  );
  return { of: spans.length, among: handled.length, median: quantile(spans, 0.5), p90: quantile(spans, 0.9), counts };
}

/** By nearest rank: always a time that occurred. */
const quantile = (sorted: readonly number[], q: number) => sorted[Math.ceil(sorted.length * q) - 1];
