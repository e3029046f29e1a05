import type { WireEvent } from '../schema/event.js';
import { sha256 } from '../schema/sha256.js';
import type { Chunk } from './backfill-ports.js';
import type { Skip } from './legacy.js';

/** An event that was read and waits to be written. */
export interface Waiting {
  /** The session it came from. */
  session: string;
  site_id: string;
  event: WireEvent;
}

/** A session that gave nothing, or not all. */
export interface Skipped extends Omit<Skip, 'what' | 'reason'> {
  session: string;
  what: string;
  reason: Skip['reason'] | 'refused';
}

/** What the chunks of skipped sessions begin with. */
export const SKIPPED = 'skip-';

/** What the chunks of one part begin with. */
export const partPrefix = (partition: number): string => `part-${padded(partition, 4)}-`;

/** The part that a lead belongs to: a lead's events are all in one. */
export const partOf = (email: string, partitions: number): number =>
  Number.parseInt(sha256(email).slice(0, 8), 16) % partitions;

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');

/** A document holds 1 MiB. */
const BYTES = 900_000;

/** Issues of one session beyond these say nothing new. */
const MOST_ISSUES = 20;

/** Lines of JSON as chunks, named by the flush they are of: the same flush again names them the same. */
export function chunksOf(prefix: string, flush: number, lines: readonly object[]): Chunk[] {
  const texts: string[] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const text = JSON.stringify(line);
    const bytes = Buffer.byteLength(text) + 1;
    if (size + bytes > BYTES) {
      texts.push(text);
      size = bytes;
    } else {
      texts[texts.length - 1] += `\n${text}`;
      size += bytes;
    }
  }
  return texts.map((text, i) => ({ id: `${prefix}${padded(flush, 8)}-${i}`, text }));
}

/** The lines of a chunk. */
export const linesOf = <T>({ text }: Chunk): T[] => text.split('\n').map((line): T => JSON.parse(line)); // `chunksOf` wrote them

export const skippedIn = (session: string, { what, reason, issues }: Skip): Skipped => ({
  session,
  what,
  reason,
  issues: issues.slice(0, MOST_ISSUES),
});
