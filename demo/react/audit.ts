import type { Facts } from './conversation.js';
import { DOCUMENTS, type Document, ESSENTIAL, type Visa } from './documents.js';

/** What the scripted audit found. */
export interface Audit {
  readonly visa: Visa;
  readonly ready: readonly Document[];
  readonly missing: readonly Document[];
  readonly status: 'VALID' | 'INVALID' | 'PENDING';
  /** The part of the documents that are ready, of 100. */
  readonly score: number;
}

/** Compares what is ready with what the visa asks for. */
export function auditOf({ visa = 'DTV', ready = [] }: Facts): Audit {
  const wanted: readonly Document[] = DOCUMENTS[visa];
  const missing = wanted.filter((document) => !ready.includes(document));
  return {
    visa,
    ready: wanted.filter((document) => ready.includes(document)),
    missing,
    status: missing.length === 0 ? 'VALID' : missing.some((one) => ESSENTIAL.has(one)) ? 'INVALID' : 'PENDING',
    score: Math.round((100 * (wanted.length - missing.length)) / wanted.length),
  };
}
