export { bookingId, bookingTakenBackBy, cancellationId } from './booking.js';
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
export { type CaseEntry, type Lead, lead } from './lead.js';
export { normalizeEmail, normalizeName } from './normalize.js';
export { appointmentPayload, auditPayload, callPayload, PAYLOADS, summaryPayload } from './payloads.js';
export { MAX_BODY_BYTES, MAX_EVENTS } from './protocol.js';
export {
  type Answer,
  answer,
  type Envelope,
  envelope,
  type Issue,
  issuesOf,
  RESULT_STATUSES,
  type Result,
  type ResultStatus,
} from './wire.js';
