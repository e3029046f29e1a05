import type { CaseDocument } from '../schema/case.js';
import { casePath, claimPath, conflictPath, erasurePath, leadPath } from '../schema/collections.js';
import type { Lead } from '../schema/lead.js';
import { sha256 } from '../schema/sha256.js';
import type { Claim, Erasure, Fields, Get } from './ports.js';

/** The documents of one transaction, each with its type. */
export interface Documents {
  lead(email: string): Promise<Lead | undefined>;
  claim(eventId: string): Promise<Claim | undefined>;
  caseOf(caseId: string): Promise<CaseDocument | undefined>;
  erasure(email: string): Promise<Erasure | undefined>;
  conflict(eventId: string, contentHash: string): Promise<Fields | undefined>;
}

/** Types the documents read by path. The rules hold what is stored to the schema, so it is not validated again. */
export function documentsBy(get: Get): Documents {
  // Each `as` below: what lies under the path was written by this room, through rules made of the same schema.
  return {
    lead: async (email) => (await get(leadPath(email))) as Lead | undefined,
    claim: async (eventId) => (await get(claimPath(eventId))) as Claim | undefined,
    caseOf: async (caseId) => (await get(casePath(caseId))) as CaseDocument | undefined,
    erasure: async (email) => (await get(erasurePath(sha256(email)))) as Erasure | undefined,
    conflict: (eventId, contentHash) => get(conflictPath(eventId, contentHash)),
  };
}
