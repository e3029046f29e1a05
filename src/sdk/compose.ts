import { EVENT_KINDS, type EventType, eventId, sourceIdOf } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { CrmValidationError } from './errors.js';
import type { CrmOptions, EmitOptions, OutgoingEvent } from './options.js';
import { type Issue, type Shape, validate } from './validate.js';
import { COMMON, type LeadContact, PAYLOADS } from './validators.gen.js';

/** Checks and copies a value that may hold a lead. Throws a `CrmValidationError` that names each field at fault. */
function check<T extends { lead?: LeadContact }>(call: string, shape: Shape, value: T, issues: Issue[] = []): T {
  const { lead } = value;
  const email = lead?.email;
  // The one form that names a lead; what is no email is left for validation.
  const normal = typeof email === 'string' ? { ...value, lead: { ...lead, email: normalizeEmail(email) } } : value;
  const copy = validate(shape, normal, '', issues) as T;
  if (issues.length) throw new CrmValidationError(call, issues);
  return copy;
}

/** Checks a contact. */
export const checkContact = (call: string, lead: LeadContact): LeadContact =>
  check(call, { lead: COMMON['lead?']! }, { lead }).lead;

/**
 * Makes the event of a call: checked, copied, with its id. Throws a `CrmValidationError` that names each field at fault;
 * answers the id alone where `beforeSend` dropped the event.
 */
export function compose(
  call: string,
  type: EventType,
  payload: unknown,
  { sourceId = '', ...given }: Partial<EmitOptions>,
  { source = EVENT_KINDS[type].source, intent, beforeSend }: CrmOptions,
  lead: LeadContact | undefined,
): { readonly eventId: string; readonly event?: OutgoingEvent } {
  const shape = { ...COMMON, payload: PAYLOADS[type] };
  const at = given.timestamp ?? new Date();
  const draft = {
    source,
    intent,
    lead,
    ...given,
    timestamp: at instanceof Date && +at ? at.toISOString() : at,
    source_id: sourceIdOf(type, sourceId),
    payload,
  };
  const issues: Issue[] = sourceId
    ? []
    : [{ path: 'sourceId', code: 'too_small', message: 'must name this very event, e.g. the id of the chat session' }];
  const event = check(call, shape, draft as object, issues) as OutgoingEvent;
  const identity = { event_id: eventId(event.source, event.source_id), type };
  if (!beforeSend) return { eventId: identity.event_id, event: { ...identity, ...event } };

  let changed: OutgoingEvent | null;
  try {
    changed = beforeSend({ ...identity, ...event });
  } catch (error) {
    // Sending what the page wanted to change first could give away what it meant to hide.
    throw new CrmValidationError(call, [{ path: 'beforeSend', code: 'custom', message: `threw ${error}` }]);
  }
  if (!changed) return { eventId: identity.event_id };
  const { event_id, type: _, ...rest } = { ...changed, source: event.source, source_id: event.source_id };
  return { eventId: identity.event_id, event: { ...identity, ...check(call, shape, rest as object) } as OutgoingEvent };
}
