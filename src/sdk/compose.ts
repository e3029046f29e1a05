import { EVENT_KINDS, type EventSource, type EventType, eventId, sourceIdOf } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { CrmValidationError } from './errors.js';
import type { CrmOptions, EmitOptions, OutgoingEvent } from './options.js';
import { type Fields, type Issue, type Shape, validate } from './validate.js';
import {
  APPOINTMENT_BOOKED,
  AUDIT_COMPLETED,
  CALL_REQUESTED,
  CHAT_SUMMARIZED,
  COMMON,
  type LeadContact,
} from './validators.gen.js';

/** A kind of event: the source it has by default, and the shape of its payload. */
export type Kind = readonly [type: EventType, source: EventSource, payload: Fields];
export const AUDIT: Kind = ['AUDIT_COMPLETED', EVENT_KINDS.AUDIT_COMPLETED.source, AUDIT_COMPLETED];
export const CALL: Kind = ['CALL_REQUESTED', EVENT_KINDS.CALL_REQUESTED.source, CALL_REQUESTED];
export const CHAT: Kind = ['CHAT_SUMMARIZED', EVENT_KINDS.CHAT_SUMMARIZED.source, CHAT_SUMMARIZED];
export const APPOINTMENT: Kind = ['APPOINTMENT_BOOKED', EVENT_KINDS.APPOINTMENT_BOOKED.source, APPOINTMENT_BOOKED];

/** What accompanied a payload, as JSON has carried it: its time is a text. */
export type Given = { readonly [K in keyof EmitOptions]?: EmitOptions[K] | undefined };

/** What the page passes, as JSON: a copy that the page can no longer change. Throws a `CrmValidationError` where JSON cannot say it. */
export function snapshot(what: string, value: () => unknown, path = '', failed = 'is no JSON:'): string {
  try {
    return JSON.stringify(value());
  } catch (error) {
    // A function, a getter or a proxy of the page threw, or there is a circle.
    throw new CrmValidationError(what, [{ path, code: 'custom', message: `${failed} ${error}` }]);
  }
}

/** Throws a `CrmValidationError` that names each field at fault. */
export function check<T>(what: string, shape: Shape, value: T, path = '', issues: Issue[] = []): T {
  validate(shape, value, path, issues);
  if (issues[0]) throw new CrmValidationError(what, issues);
  return value;
}

/** A contact with its email in the one form that names a lead. What is no email is left for validation. */
const normal = (lead: LeadContact | undefined): LeadContact | undefined =>
  typeof lead?.email === 'string' ? { ...lead, email: normalizeEmail(lead.email) } : lead;

/** Checks and copies a contact. */
export const checkContact = (lead: LeadContact): LeadContact =>
  check('identify', COMMON['lead?']!, normal(JSON.parse(snapshot('identify', () => [lead]))[0])!, 'lead');

/**
 * Makes the event of a call: checked, with its id. Throws a `CrmValidationError` that names each field at fault; answers
 * the id alone where `beforeSend` dropped the event.
 */
export function compose(
  [type, byDefault, shapeOfPayload]: Kind,
  payload: unknown,
  { sourceId, ...given }: Given,
  options: CrmOptions,
  known: LeadContact | undefined,
): [eventId: string, event: OutgoingEvent | null] {
  const shape = { event_id: 64, type, ...COMMON, payload: shapeOfPayload };
  const issues: Issue[] = [];
  validate([0, 'an id of this event', 240, 1], sourceId, 'sourceId', issues);
  const source = given.source ?? options.source ?? byDefault;
  const source_id = sourceIdOf(type, `${sourceId}`);
  /** What nothing but the call decides. */
  const identity = { event_id: eventId(source, source_id), type, source, source_id };
  const draft = {
    ...given,
    lead: normal(given.lead ?? known),
    intent: given.intent ?? options.intent,
    payload,
    ...identity,
  };
  // The shape makes it one.
  let event: OutgoingEvent | null = check(type, shape, draft as OutgoingEvent, '', issues);
  if (options.beforeSend) {
    const change = () => {
      const changed = options.beforeSend!(event!);
      return changed === null ? null : { ...changed, ...identity };
    };
    // Where it throws nothing is sent: that could give away what the page meant to hide.
    event = JSON.parse(snapshot(type, change, 'beforeSend', 'beforeSend threw'));
    if (event) check(type, shape, event);
  }
  return [identity.event_id, event];
}
