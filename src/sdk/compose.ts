import { EVENT_KINDS, type EventType, eventId, sourceIdOf } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { CrmValidationError } from './errors.js';
import type { CrmOptions, EmitOptions, OutgoingEvent } from './options.js';
import { type Fields, type Issue, validate } from './validate.js';
import { COMMON, type LeadContact, PAYLOADS } from './validators.gen.js';

/** An id that nobody else has, for a caller who has none. */
export const freshId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Checks and copies a value. Throws a `CrmValidationError` that names each field at fault. */
function check<T>(what: string, shape: Fields, value: T, issues: Issue[] = []): T {
  const copy = validate(shape, value, '', issues) as T; // it has the shape, or there are issues
  if (issues[0]) throw new CrmValidationError(what, issues);
  return copy;
}

/** A contact with its email in the one form that names a lead. What is no email is left for validation. */
const normal = (lead: LeadContact | undefined): LeadContact | undefined =>
  typeof lead?.email === 'string' ? { ...lead, email: normalizeEmail(lead.email) } : lead;

/** Checks a contact. */
export const checkContact = (lead: LeadContact): LeadContact =>
  check('identify', { lead: COMMON['lead?']! }, { lead: normal(lead)! }).lead;

/**
 * Makes the event of a call: checked, copied, with its id. Throws a `CrmValidationError` that names each field at fault;
 * answers the id alone where `beforeSend` dropped the event.
 */
export function compose(
  type: EventType,
  payload: unknown,
  given: { readonly [K in keyof EmitOptions]?: EmitOptions[K] | undefined },
  options: CrmOptions,
  known: LeadContact | undefined,
): { readonly eventId: string; readonly event: OutgoingEvent | null } {
  const shape = { event_id: 64, type, ...COMMON, payload: PAYLOADS[type] };
  const issues: Issue[] = [];
  const { sourceId, timestamp = new Date(), ...more } = given;
  validate([0, 'an id of this very event', 240, 1], sourceId, 'sourceId', issues);
  const source = more.source ?? options.source ?? EVENT_KINDS[type].source;
  const source_id = sourceIdOf(type, `${sourceId}`);
  /** What nothing but the call decides. */
  const identity = { event_id: eventId(source, source_id), type, source, source_id };
  const draft = {
    ...more,
    timestamp: (timestamp as Date | null)?.toJSON?.() ?? timestamp, // as a page may call it
    lead: normal(more.lead ?? known),
    intent: more.intent ?? options.intent,
    payload,
    ...identity,
  };
  // The shape makes it one: without issues there is no null in it.
  let event: OutgoingEvent | null = check(type, shape, draft as OutgoingEvent, issues);
  if (options.beforeSend) {
    try {
      event = options.beforeSend(event);
    } catch (error) {
      // Sending what the page wanted to change first could give away what it meant to hide.
      issues.push({ path: 'beforeSend', code: 'custom', message: `beforeSend threw ${error}` });
    }
    event &&= check(type, shape, { ...event, ...identity }, issues);
  }
  return { eventId: identity.event_id, event };
}
