export { type Admission, admit, admitEnvelope, type Circumstances, type Delivery } from './admit.js';
export { correctedTime, TOLERATED_SKEW } from './clock-skew.js';
export { type Decision, decide, evolve, type Known } from './decide.js';
export { type IngestOptions, ingest } from './ingest.js';
export { ingestLead, MAX_EVENTS_PER_COMMIT, type Verdict } from './ingest-lead.js';
export { type Intent, type IntentNames, intentOf, type SiteIntents, THAI_VISAS } from './intent.js';
export { type Counts, type MemoryStore, memoryStore } from './memory-store.js';
export { toE164 } from './phone.js';
export {
  type Beside,
  type Claim,
  type Erasure,
  type Fields,
  type Get,
  isStoreFailure,
  type Step,
  type Store,
  StoreFailure,
  type StoreFailureReason,
  type Write,
} from './ports.js';
export { projectOnCase } from './project-case.js';
export { projectOnLead } from './project-lead.js';
export { caseIdOf, type Place, resolveCase, WINDOW } from './resolve-case.js';
export { wellFormed } from './well-formed.js';
