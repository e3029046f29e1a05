import type { WireEvent } from './event.js';
import { sha256 } from './sha256.js';

/** JSON with the keys of every map in order: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What makes two events with one id the same: type, payload, summary and the lead's email. Times do not count. */
export function contentHash(event: Pick<WireEvent, 'type' | 'payload' | 'summary' | 'lead'>): string {
  return sha256(canonicalJson([event.type, event.payload, event.summary ?? null, event.lead.email]));
}
