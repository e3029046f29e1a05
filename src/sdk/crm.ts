import type { Choice, EmitOptions } from './options.js';
import type { Receipt } from './receipts.js';
import type { Status } from './status.js';
import type { Issue } from './validate.js';
import type { AppointmentPayload, AuditPayload, CallPayload, LeadContact, SummaryPayload } from './validators.gen.js';

/** A dead letter: an event the ingest refused, kept until it is retried or discarded. */
export interface RejectedEvent {
  readonly eventId: string;
  readonly status: 'conflict' | 'rejected';
  readonly code?: string | undefined;
  readonly issues?: readonly Issue[] | undefined;
  /** The event as it was sent. */
  readonly event: unknown;
  /** When it was emitted, epoch ms. */
  readonly at: number;
}

/**
 * Tells the CRM what happened. Nothing here throws into the page. The four emitting calls are fulfilled once the event
 * is durable on the device, and rejected with a `CrmValidationError` where nothing was queued.
 */
export interface Crm {
  /** Who the events are about. Kept on the device for the pages to come; events held without a lead are sent now. */
  identify(lead: LeadContact): Promise<void>;
  auditCompleted(payload: AuditPayload, options: EmitOptions): Promise<Receipt>;
  /** `sourceId` defaults to a fresh id: every call is a request of its own. */
  callRequested(payload: CallPayload, options?: Partial<EmitOptions>): Promise<Receipt>;
  chatSummarized(payload: SummaryPayload, options: EmitOptions): Promise<Receipt>;
  appointmentBooked(payload: AppointmentPayload, options: EmitOptions): Promise<Receipt>;
  /** Tries to send now, unless the server has asked for more time; fulfilled when that attempt is over. */
  flush(): Promise<void>;
  /** A snapshot; a new object for each change. */
  status(): Status;
  /** Hears of changes, at most once a task. Answers the undo. */
  subscribe(listener: (status: Status) => void): () => void;
  /** The dead letters, oldest first. */
  rejected(): Promise<readonly RejectedEvent[]>;
  /** Queues a dead letter again. Answers whether there was one. */
  retry(eventId: string): Promise<boolean>;
  /** Drops a dead letter for good; counted as `discarded`. Answers whether there was one. */
  discard(eventId: string): Promise<boolean>;
  /** `granted` stores and sends, `denied` purges everything. */
  setConsent(choice: Choice): Promise<void>;
  /** Logout: forgets the lead. What was held for the former visitor is never given to the next one. */
  reset(): Promise<void>;
  /** Stops sending and listening. What is on the device stays for the next page. */
  close(): void;
}
