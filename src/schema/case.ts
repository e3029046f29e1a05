import * as z from 'zod';
import { CASE_STATUSES } from './case-status.js';
import { EMAIL, hash, instant, text } from './fields.js';

export { AGENT_STATUSES, CASE_STATUSES, type CaseStatus, CLIMBING_STATUSES } from './case-status.js';

/** The intent of a case whose events name none. */
export const UNKNOWN_INTENT = 'UNKNOWN';

/** `cases/{case_id}`: one project of one lead on one site, projected from its events; agents set three of its fields. */
export const caseDocument = z.strictObject({
  case_id: hash().describe('sha256 over lead, intent, site and the opening event.'),
  lead_id: z.string().max(254).regex(EMAIL).describe('The lead: `leads/{email}`.'),
  intent: text(64, 1).describe('What is wanted, e.g. "DTV" or "RETIREMENT".'),
  status: z.enum(CASE_STATUSES).describe('Where it stands.'),
  owner_uid: text(128).describe('Uid of the agent in charge, empty while there is none. Set by agents.'),
  site_id: text(64, 1).describe('The site it came from, e.g. "siam-visa-pro".'),
  confidence_score: z.number().min(0).max(100).optional().describe('Score of the latest audit, 0 to 100.'),
  confidence_at: instant().optional().describe('Time of the event the score came from.'),
  confidence_event_id: hash().optional().describe('The event the score came from; settles equal times.'),
  first_event_at: instant().describe('Time of the earliest event.'),
  first_event_id: hash().describe(
    'The earliest event; of equal times the lesser id. Of a new case the one that opened it: `case_id` names it.',
  ),
  last_event_at: instant().describe('Time of the latest event.'),
  last_event_id: hash().describe('The latest event; of equal times the greater id.'),
  next_action_at: instant().optional().describe('When the next action is due. Set by agents, or by a booking.'),
  next_action_by: text(128).optional().describe('Who set it: an uid, or "calendly".'),
  next_action_from: text(100).optional().describe('Which booking it came from, as `event time/event_id`.'),
  created_at: instant().describe('Time of the opening event; never changes.'),
  continues: hash().optional().describe('The older case that a late event joined this one to.'),
  waiting_since: instant()
    .optional()
    .describe('First event after the agent last handled the case: the order of the inbox.'),
  handled_at: instant()
    .meta({ stored: 'timestamp' })
    .optional()
    .describe("An agent's last edit. A Firestore timestamp in the document."),
  status_at: instant()
    .meta({ stored: 'timestamp' })
    .optional()
    .describe("An agent's last change of status. A Firestore timestamp in the document."),
});
export type CaseDocument = z.infer<typeof caseDocument>;
