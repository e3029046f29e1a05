import type { EventType } from '../src/schema/event-id.js';

/** The method of the SDK that emits each type. */
export const METHODS = {
  AUDIT_COMPLETED: 'auditCompleted',
  CALL_REQUESTED: 'callRequested',
  CHAT_SUMMARIZED: 'chatSummarized',
  APPOINTMENT_BOOKED: 'appointmentBooked',
} as const satisfies Record<EventType, string>;

/** What each type is called on the buttons. */
export const TITLES: Record<EventType, string> = {
  AUDIT_COMPLETED: 'Audit completed',
  CALL_REQUESTED: 'Call requested',
  CHAT_SUMMARIZED: 'Chat summarized',
  APPOINTMENT_BOOKED: 'Appointment booked',
};

/** A visitor to begin with. */
export const VISITOR = { email: 'camille.moreau@example.com', name: 'Camille Moreau', phone: '+33 6 12 34 56 78' };

/** Data as a real session would give them. `at` is the present; appointments lie two days ahead. */
export function samplePayload(type: EventType, at: Date): unknown {
  switch (type) {
    case 'AUDIT_COMPLETED':
      return {
        visa_type: 'DTV',
        audit_status: 'PENDING',
        confidence_score: 85,
        issues: ['The bank statement is older than 30 days', 'The passport scan is cut off on the left'],
        missing_docs: ['Proof of address', 'Employment contract'],
        ready_for_payment: false,
      };
    case 'CALL_REQUESTED':
      return {
        reason: 'case_complexity',
        visa_type: 'DTV',
        user_stage: 'documents_review',
        notes: 'Client needs clarification on tax residence. Prefers to be called after 18:00, Paris time.',
        transcript: 'Asked twice whether a DTV makes her tax resident after 180 days; the chat could not say.',
      };
    case 'CHAT_SUMMARIZED':
      return {
        executive_summary:
          'A freelance designer with two steady clients wants to live in Chiang Mai for a year. A DTV fits; the savings are there, the proof of them is out of date.',
        strengths: ['Savings above 500,000 THB for six months', 'Two long-term contracts'],
        weaknesses: ['Bank statement out of date', 'No proof of address in France'],
        action_plan: [
          { step: 'Ask the bank for a stamped statement of the last three months', timing: 'this week' },
          { step: 'Scan the passport again, all corners visible', timing: '48h' },
        ],
        visa_score: 78,
      };
    case 'APPOINTMENT_BOOKED': {
      const start = new Date(at.getTime() + 2 * 86_400_000);
      start.setUTCHours(9, 0, 0, 0);
      return {
        provider: 'CALENDLY',
        event_uri: `https://api.calendly.com/scheduled_events/${crypto.randomUUID()}`,
        start_time: start.toISOString(),
        end_time: new Date(start.getTime() + 30 * 60_000).toISOString(),
        location: 'Google Meet',
      };
    }
    default:
      return type satisfies never;
  }
}

/** The event in a sentence, where an AI would have written one. */
export function sampleSummary(type: EventType): string {
  return type === 'CHAT_SUMMARIZED' ? 'A good candidate for a DTV once two documents are brought up to date.' : '';
}

/** An external id as the host page would have one: of a session, a call, a booking. */
export function sampleSourceId(): string {
  return `demo-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 6)}`;
}
