import { buildClient } from './client.js';
import type { Crm } from './crm.js';
import type { CrmOptions } from './options.js';

export type { Crm, RejectedEvent } from './crm.js';
export { CrmValidationError, isCrmValidationError } from './errors.js';
export type { Consent, CrmOptions, EmitOptions, OutboxLimits, OutgoingEvent } from './options.js';
export type { DropCode, Verdict } from './outbox.js';
export type { Receipt } from './receipts.js';
export type { Status } from './status.js';
export type { Issue } from './validate.js';
export type {
  AppointmentPayload,
  AuditPayload,
  CallPayload,
  EventSummary,
  LeadContact,
  SummaryPayload,
} from './validators.gen.js';

/**
 * The client of a site on this page: a second call with the same `siteId` answers the first one's client, also from
 * another copy of the package, so that no event has two senders. Opens the database at once.
 */
export function createCrm(options: CrmOptions): Crm {
  // A copy, so that a page without types that passes nothing hears of it in the console, and goes on.
  const given = { ...options };
  const name = `siam-crm:${given.siteId}`;
  // On a server every render is somebody else's: no client is shared.
  const page = (globalThis.document ? globalThis : {}) as { [client: typeof name]: Crm };
  return (page[name] ??= buildClient(given, name, () => delete page[name]));
}
