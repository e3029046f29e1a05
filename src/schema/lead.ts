import * as z from 'zod';
import { EMAIL, hash, instant, listedText, PHONE, text } from './fields.js';

/** What resolving needs to know of a case, kept on its lead: one read finds all cases, two tabs cannot open one twice. */
export const caseEntry = z.strictObject({
  case_id: hash().describe('Its key again: the rules can name a changed entry by what it holds, not by its key.'),
  intent: text(64, 1),
  site_id: text(64, 1),
  first_event_at: instant(),
  last_event_at: instant(),
});
export type CaseEntry = z.infer<typeof caseEntry>;

/** `event time/event_id` of the event a value came from: text order is the order in which values replace each other. */
const origin = () => text(100);

/** `leads/{email}`: who somebody is. */
export const lead = z.strictObject({
  email: z.string().max(254).regex(EMAIL).describe("The document's id."),
  phone: z.string().regex(PHONE).optional().describe('E.164, from the latest event that carried one.'),
  name: text(200).optional().describe('Full name, from the latest event that carried one.'),
  source: z
    .enum(['AUDIT_IA', 'CLICK_TO_CALL', 'WEB_CHAT', 'CALENDLY', 'MANUAL'])
    .describe('What the first interaction was, from the earliest event.'),
  created_at: instant().describe('Time of the earliest event.'),
  updated_at: instant().describe('Time of the latest event.'),
  site_ids: z.array(listedText(64, 1)).max(100).describe('The sites that know this lead; the rules read it.'),
  cases: z.record(hash(), caseEntry).describe('The directory of its cases, by case id.'),
  source_from: origin().describe('Which event `source` came from.'),
  phone_from: origin().optional().describe('Which event `phone` came from.'),
  name_from: origin().optional().describe('Which event `name` came from.'),
});
export type Lead = z.infer<typeof lead>;
