import { expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { eventSummary, leadContact } from '../../src/schema/event.js';
import type { PAYLOADS } from '../../src/schema/payloads.js';
import type {
  AppointmentPayload,
  AuditPayload,
  CallPayload,
  EventSummary,
  LeadContact,
  SummaryPayload,
} from '../../src/sdk/validators.gen.js';

// Checked by tsc (`npm run typecheck`); nothing happens at run time.
it('the generated interfaces are the types of the schemas', () => {
  expectTypeOf<AuditPayload>().toEqualTypeOf<z.infer<typeof PAYLOADS.AUDIT_COMPLETED>>();
  expectTypeOf<CallPayload>().toEqualTypeOf<z.infer<typeof PAYLOADS.CALL_REQUESTED>>();
  expectTypeOf<SummaryPayload>().toEqualTypeOf<z.infer<typeof PAYLOADS.CHAT_SUMMARIZED>>();
  expectTypeOf<AppointmentPayload>().toEqualTypeOf<z.infer<typeof PAYLOADS.APPOINTMENT_BOOKED>>();
  expectTypeOf<EventSummary>().toEqualTypeOf<z.infer<typeof eventSummary>>();
  expectTypeOf<LeadContact>().toEqualTypeOf<z.infer<typeof leadContact>>();
});
