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

/** Where the clients of a page are found, also by another copy of this package. */
const CLIENTS = Symbol.for('@siam-visa-pro/crm');

/**
 * The client of a site on this page: a second call with the same `siteId` answers the first one's client, also from
 * another copy of the package, so that no event has two senders. Opens the database at once.
 */
export function createCrm(options: CrmOptions): Crm {
  // A copy, so that a page without types that passes nothing hears of it in the console, and goes on.
  const given = { ...options };
  // On a server every render is somebody else's: no client is shared.
  if (!globalThis.document) return buildClient(given);
  const { siteId } = given;
  const page = globalThis as { [CLIENTS]?: Record<string, Crm> };
  const clients = (page[CLIENTS] ??= Object.create(null) as Record<string, Crm>);
  if (!clients[siteId]) {
    const crm = buildClient(given);
    clients[siteId] = {
      ...crm,
      close() {
        crm.close();
        delete clients[siteId];
      },
    };
  }
  return clients[siteId];
}
