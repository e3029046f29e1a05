import { EVENT_KINDS, type EventType, eventId, sourceIdOf } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { CrmValidationError } from './errors.js';
import type { Choice, CrmOptions, EmitOptions, OutgoingEvent } from './options.js';
import { type Fields, type Issue, validate } from './validate.js';
import { COMMON, type LeadContact, PAYLOADS } from './validators.gen.js';

/** What accompanied a payload, as JSON has carried it: its time is a text. */
export type Given = { readonly [K in keyof EmitOptions]?: EmitOptions[K] | undefined };

/** What the page passes, as JSON: a copy that the page can no longer change. Throws a `CrmValidationError` where JSON cannot say it. */
export function snapshot(what: string, value: () => unknown, path = ''): string {
  try {
    return JSON.stringify(value());
  } catch (error) {
    // The page's own function threw, or a getter or a proxy of it, or there is a circle.
    throw new CrmValidationError(what, [{ path, code: 'custom', message: `${path} cannot be read as JSON: ${error}` }]);
  }
}

/** Throws a `CrmValidationError` that names each field at fault. */
function check<T>(what: string, shape: Fields, value: T, issues: Issue[] = []): T {
  validate(shape, value, '', issues);
  if (issues[0]) throw new CrmValidationError(what, issues);
  return value;
}

/** A contact with its email in the one form that names a lead. What is no email is left for validation. */
const normal = (lead: LeadContact | undefined): LeadContact | undefined =>
  typeof lead?.email === 'string' ? { ...lead, email: normalizeEmail(lead.email) } : lead;

/** Checks and copies a contact. */
export const checkContact = (lead: LeadContact): LeadContact =>
  check('identify', { lead: COMMON['lead?']! }, { lead: normal(JSON.parse(snapshot('identify', () => [lead]))[0])! })
    .lead;

/** Checks a choice of consent. */
export const checkConsent = (consent: Choice): Choice =>
  check('setConsent', { consent: 'granted|denied' }, { consent }).consent;

/**
 * Makes the event of a call: checked, with its id. Throws a `CrmValidationError` that names each field at fault; answers
 * the id alone where `beforeSend` dropped the event.
 */
export function compose(
  type: EventType,
  payload: unknown,
  { sourceId, ...given }: Given,
  options: CrmOptions,
  known: LeadContact | undefined,
): { readonly eventId: string; readonly event: OutgoingEvent | null } {
  const shape = { event_id: 64, type, ...COMMON, payload: PAYLOADS[type] };
  const issues: Issue[] = [];
  validate([0, 'text', 240, 1], sourceId, 'sourceId', issues);
  const source = given.source ?? options.source ?? EVENT_KINDS[type].source;
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
  let event: OutgoingEvent | null = check(type, shape, draft as OutgoingEvent, issues);
  if (options.beforeSend) {
    const changed = () => {
      event = options.beforeSend!(event!);
      return event === null ? event : { ...event, ...identity };
    };
    // Where it throws nothing is sent: that could give away what the page meant to hide.
    event = JSON.parse(snapshot(type, changed, 'beforeSend'));
    if (event !== null) check(type, shape, event);
  }
  return { eventId: identity.event_id, event };
}
