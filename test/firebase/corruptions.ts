import type { Fields } from '../../src/ingest/ports.js';
import type { DifferenceName } from '../../src/migrate/verify/differences.js';
import type { CaseDocument } from '../../src/schema/case.js';
import { casePath, claimPath, conflictPath, eventPath, leadPath } from '../../src/schema/collections.js';
import type { StoredEvent } from '../../src/schema/event.js';
import type { Lead } from '../../src/schema/lead.js';
import type { ByHand } from '../support/by-hand.js';

/** What stands in the database before a hand changes it: picks of each kind. */
export interface Picks {
  /** A case of two events at least, with an audit in it; its lead has another case of another intent. */
  readonly one: CaseDocument;
  readonly lead: Lead;
  /** Its events, earliest first. */
  readonly events: readonly StoredEvent[];
  readonly audit: StoredEvent & { type: 'AUDIT_COMPLETED' };
  /** Another case of the same lead. */
  readonly sibling: CaseDocument;
  /** A case of another lead. */
  readonly stranger: CaseDocument;
}

export interface Corruption {
  /** A fact about what a hand did. */
  readonly what: string;
  readonly by: (hand: ByHand, picks: Picks) => Promise<void>;
  readonly named: DifferenceName;
  /** The id of what the difference must be about. */
  readonly about: (picks: Picks) => string;
  readonly fields?: readonly string[];
}

const theAudit = ({ audit }: Picks) => audit.event_id;
const theCase = ({ one }: Picks) => one.case_id;
const theLead = ({ lead }: Picks) => lead.email;
const auditPath = ({ one, audit }: Picks) => eventPath(one.case_id, audit.event_id);
const stored = (document: object): Fields => ({ ...document });
const unseen = '0'.repeat(64);

/** Every kind of damage that `verify` must name, one at a time. */
export const CORRUPTIONS: readonly Corruption[] = [
  {
    what: 'an event is removed',
    by: (hand, picks) => hand.remove(auditPath(picks)),
    named: 'event_lost',
    about: theAudit,
  },
  {
    what: 'an event is removed with its claim',
    by: async (hand, picks) => {
      await hand.remove(auditPath(picks));
      await hand.remove(claimPath(picks.audit.event_id));
    },
    named: 'event_missing',
    about: theAudit,
  },
  {
    what: 'one number of a payload is changed',
    by: (hand, picks) =>
      hand.edit(auditPath(picks), {
        payload: { ...picks.audit.payload, confidence_score: picks.audit.payload.confidence_score + 1 },
      }),
    named: 'event_changed',
    about: theAudit,
  },
  {
    what: 'a number of a payload becomes a text',
    by: (hand, picks) =>
      hand.edit(auditPath(picks), {
        payload: { ...picks.audit.payload, confidence_score: String(picks.audit.payload.confidence_score) },
      }),
    named: 'event_malformed',
    about: theAudit,
    fields: ['payload.confidence_score'],
  },
  {
    what: 'an event gets a field that the schema does not know',
    by: (hand, picks) => hand.edit(auditPath(picks), { note: 'by hand' }),
    named: 'event_malformed',
    about: theAudit,
    fields: ['note'],
  },
  {
    what: 'the time of an event moves by a millisecond',
    by: (hand, picks) => {
      const event = picks.events.at(-1)!;
      const later = new Date(Date.parse(event.timestamp) + 1).toISOString();
      return hand.edit(eventPath(picks.one.case_id, event.event_id), { timestamp: later });
    },
    named: 'event_changed',
    about: ({ events }) => events.at(-1)!.event_id,
    fields: ['timestamp'],
  },
  {
    what: 'when an event was received is changed',
    by: (hand, picks) => hand.edit(auditPath(picks), { received_at: '2026-01-01T00:00:00.000Z' }),
    named: 'event_changed',
    about: theAudit,
    fields: ['received_at'],
  },
  {
    what: 'an event is given to another lead',
    by: (hand, picks) => hand.edit(auditPath(picks), { lead_id: picks.stranger.lead_id }),
    named: 'event_changed',
    about: theAudit,
  },
  {
    what: 'an event is given to another site',
    by: (hand, picks) => hand.edit(auditPath(picks), { site_id: 'elsewhere' }),
    named: 'event_changed',
    about: theAudit,
    fields: ['site_id'],
  },
  {
    what: 'an event is copied into another case of its lead',
    by: (hand, picks) => hand.put(eventPath(picks.sibling.case_id, picks.audit.event_id), stored(picks.audit)),
    named: 'event_doubled',
    about: theAudit,
  },
  {
    what: 'an event is copied into a case of another lead',
    by: (hand, picks) => hand.put(eventPath(picks.stranger.case_id, picks.audit.event_id), stored(picks.audit)),
    named: 'event_doubled',
    about: theAudit,
  },
  {
    what: 'an event is moved into another case of its lead',
    by: async (hand, picks) => {
      await hand.remove(auditPath(picks));
      await hand.put(eventPath(picks.sibling.case_id, picks.audit.event_id), stored(picks.audit));
    },
    named: 'event_moved',
    about: theAudit,
  },
  {
    what: 'an event is moved into a case of another lead, and its claim with it',
    by: async (hand, picks) => {
      await hand.remove(auditPath(picks));
      await hand.put(eventPath(picks.stranger.case_id, picks.audit.event_id), stored(picks.audit));
      await hand.edit(claimPath(picks.audit.event_id), { case_id: picks.stranger.case_id });
    },
    named: 'event_moved',
    about: theAudit,
  },
  {
    what: 'an event is moved into a case of another intent, and its claim with it',
    by: async (hand, picks) => {
      await hand.remove(auditPath(picks));
      await hand.put(eventPath(picks.sibling.case_id, picks.audit.event_id), stored(picks.audit));
      await hand.edit(claimPath(picks.audit.event_id), { case_id: picks.sibling.case_id });
    },
    named: 'event_moved',
    about: theAudit,
  },
  {
    what: 'an event lies under another id',
    by: async (hand, picks) => {
      await hand.remove(auditPath(picks));
      await hand.put(eventPath(picks.one.case_id, unseen), stored(picks.audit));
    },
    named: 'event_id_wrong',
    about: theAudit,
  },
  {
    what: 'the source_id of an event is changed',
    by: (hand, picks) => hand.edit(auditPath(picks), { source_id: 'audit:another' }),
    named: 'event_id_wrong',
    about: theAudit,
  },
  {
    what: 'a claim is removed',
    by: (hand, picks) => hand.remove(claimPath(picks.audit.event_id)),
    named: 'claim_lost',
    about: theAudit,
  },
  {
    what: 'a claim points at a case of another lead',
    by: (hand, picks) => hand.edit(claimPath(picks.audit.event_id), { case_id: picks.stranger.case_id }),
    named: 'claim_astray',
    about: theAudit,
  },
  {
    what: 'a claim points at no case',
    by: (hand, picks) => hand.edit(claimPath(picks.audit.event_id), { case_id: unseen }),
    named: 'claim_astray',
    about: theAudit,
  },
  {
    what: 'the hash of a claim is changed',
    by: (hand, picks) => hand.edit(claimPath(picks.audit.event_id), { content_hash: unseen }),
    named: 'claim_changed',
    about: theAudit,
  },
  {
    what: 'a claim stands for an event that never was',
    by: (hand, picks) =>
      hand.put(claimPath(unseen), {
        case_id: picks.one.case_id,
        content_hash: unseen,
        received_at: picks.audit.received_at,
      }),
    named: 'event_lost',
    about: () => unseen,
  },
  {
    what: 'an event is back under a claim marked erased',
    by: (hand, picks) => hand.edit(claimPath(picks.audit.event_id), { erased_at: '2026-09-01T00:00:00.000Z' }),
    named: 'erased_came_back',
    about: theAudit,
  },
  {
    what: 'a case is removed and its events stay',
    by: (hand, picks) => hand.remove(casePath(picks.one.case_id)),
    named: 'case_lost',
    about: theCase,
  },
  {
    what: 'a case names a lead that is not there',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { lead_id: 'nobody@example.com' }),
    named: 'case_orphaned',
    about: theCase,
  },
  {
    what: 'a case names another lead',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { lead_id: picks.stranger.lead_id }),
    named: 'case_orphaned',
    about: theCase,
  },
  {
    what: 'a case is there without an event',
    by: (hand, picks) => hand.put(casePath(unseen), { ...stored(picks.one), case_id: unseen, intent: 'LTR' }),
    named: 'case_empty',
    about: () => unseen,
  },
  {
    what: 'the intent of a case is changed',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { intent: 'SMART' }),
    named: 'case_differs',
    about: theCase,
    fields: ['intent'],
  },
  {
    what: 'the site of a case is changed',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { site_id: 'elsewhere' }),
    named: 'case_differs',
    about: theCase,
    fields: ['site_id'],
  },
  {
    what: 'the status of a case falls, and no agent has set it',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { status: 'NEW' }),
    named: 'case_differs',
    about: theCase,
    fields: ['status'],
  },
  {
    what: 'the score of a case is changed',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { confidence_score: 1.5 }),
    named: 'case_differs',
    about: theCase,
    fields: ['confidence_score'],
  },
  {
    what: 'a case ends too early',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { last_event_at: picks.one.first_event_at }),
    named: 'case_differs',
    about: theCase,
    fields: ['last_event_at'],
  },
  {
    what: 'a case has forgotten since when the lead waits',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { waiting_since: undefined }),
    named: 'case_differs',
    about: theCase,
    fields: ['waiting_since'],
  },
  {
    what: 'a case continues one that is none of its lead',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { continues: picks.stranger.case_id }),
    named: 'case_differs',
    about: theCase,
    fields: ['continues'],
  },
  {
    what: 'a case has a status that is none',
    by: (hand, picks) => hand.edit(casePath(picks.one.case_id), { status: 'DONE' }),
    named: 'case_malformed',
    about: theCase,
    fields: ['status'],
  },
  {
    what: 'a case is missing from its lead’s directory',
    by: (hand, { one, lead }) => {
      const { [one.case_id]: _, ...cases } = lead.cases;
      return hand.edit(leadPath(lead.email), { cases });
    },
    named: 'entry_missing',
    about: theCase,
  },
  {
    what: 'a directory names a case that is not there',
    by: (hand, { one, lead }) =>
      hand.edit(leadPath(lead.email), {
        cases: { ...lead.cases, [unseen]: { ...lead.cases[one.case_id], case_id: unseen } },
      }),
    named: 'entry_astray',
    about: () => unseen,
  },
  {
    what: 'a directory says that a case begins later',
    by: (hand, { one, lead }) =>
      hand.edit(leadPath(lead.email), {
        cases: { ...lead.cases, [one.case_id]: { ...lead.cases[one.case_id], first_event_at: one.last_event_at } },
      }),
    named: 'entry_differs',
    about: theCase,
    fields: ['first_event_at'],
  },
  {
    what: 'a lead is removed and its cases stay',
    by: (hand, { lead }) => hand.remove(leadPath(lead.email)),
    named: 'lead_lost',
    about: theLead,
  },
  {
    what: 'a lead lies under another id',
    by: async (hand, { lead }) => {
      await hand.remove(leadPath(lead.email));
      await hand.put(leadPath('moved@example.com'), stored(lead));
    },
    named: 'lead_misfiled',
    about: theLead,
  },
  {
    what: 'a lead is there without a case',
    by: (hand, { lead }) =>
      hand.put(leadPath('new@example.com'), { ...stored(lead), email: 'new@example.com', cases: {} }),
    named: 'lead_empty',
    about: () => 'new@example.com',
  },
  {
    what: 'where a lead came from is changed',
    by: (hand, { lead }) => hand.edit(leadPath(lead.email), { source: 'MANUAL' }),
    named: 'lead_differs',
    about: theLead,
    fields: ['source'],
  },
  {
    what: 'the name of a lead is spelled in another form of Unicode',
    by: (hand, { lead }) => hand.edit(leadPath(lead.email), { name: `${lead.name ?? ''}e\u0301` }),
    named: 'lead_differs',
    about: theLead,
    fields: ['name'],
  },
  {
    what: 'a lead forgets a site',
    by: (hand, { lead }) => hand.edit(leadPath(lead.email), { site_ids: [] }),
    named: 'lead_differs',
    about: theLead,
    fields: ['site_ids'],
  },
  {
    what: 'a lead has a phone that is none',
    by: (hand, { lead }) => hand.edit(leadPath(lead.email), { phone: 'call me' }),
    named: 'lead_malformed',
    about: theLead,
    fields: ['phone'],
  },
  {
    what: 'a conflict lies under an id that nothing claims',
    by: (hand) => hand.put(conflictPath(unseen, unseen), { content_hash: unseen }),
    named: 'conflict_orphaned',
    about: () => conflictPath(unseen, unseen),
  },
];
