import * as z from 'zod';
import { instant, listedText, score, text, texts } from './fields.js';

/** What an AI document audit found. Source: the data model, §4 A. */
export const auditPayload = z.strictObject({
  visa_type: text(64).describe('The visa the documents were audited for, e.g. "DTV". It names the case\'s intent.'),
  audit_status: z.enum(['VALID', 'INVALID', 'PENDING']).describe("The audit's verdict on the documents."),
  confidence_score: score().describe('How sure the audit is of its verdict, 0 to 100. Becomes the score of the case.'),
  issues: texts(20, 4000).describe('What is wrong with the documents, a sentence each.'),
  missing_docs: texts(20, 4000).describe('Documents that were not handed in, a name each.'),
  ready_for_payment: z.boolean().describe('Whether the client can be asked to pay now.'),
});

/** What a visitor said when asking for an expert's call. Source: the data model, §4 B. */
export const callPayload = z.strictObject({
  reason: text(200).describe('Why a call is wanted, e.g. "case_complexity" or "user_request".'),
  visa_type: text(64).describe('The visa in question, e.g. "DTV"; empty where it is not known yet.'),
  user_stage: text(200).describe('How far the visitor was, e.g. "documents_review".'),
  notes: text(5000).describe('What the agent should know before calling.'),
  transcript: text(10_000).optional().describe('A summary of the live call, where there was one.'),
});

/** One step of the plan that the chat proposed. */
const actionStep = z.strictObject({
  step: listedText(500).describe('What is to be done.'),
  timing: listedText(200).describe('When, in words, e.g. "48h"; may be empty.'),
});

/** The AI's closing synthesis of a chat. Source: the data model, §4 C. */
export const summaryPayload = z.strictObject({
  executive_summary: text(5000).describe('The synthesis in a few sentences.'),
  strengths: texts(20, 4000).describe('What speaks for the application.'),
  weaknesses: texts(20, 4000).describe('What speaks against it.'),
  action_plan: z.array(actionStep).max(12).describe('What the visitor should do next, in order.'),
  visa_score: score().describe(
    "The chat's own estimate of the chances, 0 to 100. It is not the confidence score of a case.",
  ),
});

/** A booked appointment. Source: the data model, §4 D. */
export const appointmentPayload = z.strictObject({
  provider: z.literal('CALENDLY').describe('Who keeps the calendar.'),
  event_uri: text(500, 1).describe("The booking's address at the provider; names the appointment."),
  start_time: instant().describe('Start of the appointment.'),
  end_time: instant().describe('End of the appointment.'),
  location: text(500).describe('Where, e.g. "Google Meet".'),
});

/** The payload of each type of event. */
export const PAYLOADS = {
  AUDIT_COMPLETED: auditPayload,
  CALL_REQUESTED: callPayload,
  CHAT_SUMMARIZED: summaryPayload,
  APPOINTMENT_BOOKED: appointmentPayload,
} as const;
