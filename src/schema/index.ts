export {
  AGENT_STATUSES,
  CASE_STATUSES,
  type CaseDocument,
  type CaseStatus,
  CLIMBING_STATUSES,
  caseDocument,
  UNKNOWN_INTENT,
} from './case.js';
export { casePath, claimPath, conflictPath, erasurePath, eventPath, leadPath } from './collections.js';
export { canonicalJson, contentHash } from './content-hash.js';
export {
  type EventClaim,
  eventClaim,
  eventSummary,
  leadContact,
  type StoredEvent,
  storedEvent,
  type WireEvent,
  wireEvent,
} from './event.js';
export { EVENT_KINDS, type EventSource, type EventType, eventId, SOURCES, sourceIdOf } from './event-id.js';
export { type CaseEntry, type Lead, lead, normalizeEmail, normalizeName } from './lead.js';
export { appointmentPayload, auditPayload, callPayload, PAYLOADS, summaryPayload } from './payloads.js';
export {
  type Answer,
  answer,
  type Envelope,
  envelope,
  type Issue,
  issuesOf,
  MAX_BODY_BYTES,
  MAX_EVENTS,
  RESULT_STATUSES,
  type Result,
  type ResultStatus,
} from './wire.js';
