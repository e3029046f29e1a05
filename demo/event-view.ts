import { element } from './element.js';
import type { Fields } from './firestore-live.js';
import { TITLES } from './samples.js';
import { day, storedFields } from './stored-fields.js';
import { t } from './words.js';

/** The order of the data model, which Firestore does not keep. */
const ORDER = [
  ...['event_id', 'type', 'timestamp', 'source', 'source_id', 'payload', 'summary'],
  ...['visa_type', 'audit_status', 'confidence_score', 'issues', 'missing_docs', 'ready_for_payment'],
  ...['reason', 'user_stage', 'notes', 'transcript'],
  ...['executive_summary', 'strengths', 'weaknesses', 'action_plan', 'visa_score', 'step', 'timing'],
  ...['provider', 'event_uri', 'start_time', 'end_time', 'location'],
];

/** An event as a person would tell it, and as it is stored. */
export function eventView(path: string, fields: Fields): HTMLElement {
  const type = String(fields.type);
  const title = type in TITLES ? t(TITLES[type as keyof typeof TITLES]) : type; // `in` has checked the key
  const payload = (fields.payload ?? {}) as Fields; // the rules let nothing but a map in
  return element(
    'li',
    {},
    element('p', { className: 'event-head' }, element('strong', {}, title), day(fields.timestamp)),
    element('p', { className: 'told' }, ...told(type, payload)),
    storedFields(path, fields, ORDER),
  );
}

function told(type: string, payload: Fields): (Node | string)[] {
  switch (type) {
    case 'AUDIT_COMPLETED': {
      const missing = Array.isArray(payload.missing_docs) ? payload.missing_docs : [];
      const head = `${payload.visa_type} ${payload.audit_status}, ${payload.confidence_score} %.`;
      return [missing.length ? `${head} ${t('Missing: {list}', { list: missing.join(', ') })}.` : head];
    }
    case 'CALL_REQUESTED':
      return [`${payload.reason}: ${payload.notes}`];
    case 'CHAT_SUMMARIZED':
      return [String(payload.executive_summary)];
    case 'APPOINTMENT_BOOKED':
      return [`${payload.location}, `, day(payload.start_time)];
    default:
      return [];
  }
}
