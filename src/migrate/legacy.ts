import { WIRE_EVENTS, type WireEvent } from '../schema/event.js';
import { EVENT_KINDS, eventId, sourceIdOf } from '../schema/event-id.js';
import { normalizeEmail } from '../schema/normalize.js';
import { type Issue, issuesOf } from '../schema/wire.js';
import { instantOf, listOf, scoreOf, textOf } from './legacy-values.js';

/** A document of `audit_sessions`, as Firestore gives it. */
export interface LegacySession {
  /** The document's id. */
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why nothing, or not all, came of a session. `issues` say what is wrong with what in the event it would have been. */
export interface Skip {
  readonly what: 'session' | 'audit' | 'summary';
  readonly reason: /** Nobody left an address: whose session it was is never guessed. */
    | 'no_email'
    /** There is an address, and it is none. */
    | 'bad_email'
    /** Neither an audit nor a summary came of it. */
    | 'nothing_finished'
    /** No time in it can be read. */
    | 'no_time'
    /** There is an audit or summary, and the schema refuses it. */
    | 'breaks_schema';
  readonly issues: readonly Issue[];
}

/** What a session becomes. */
export interface MappedSession {
  readonly siteId: string;
  /** At most an `AUDIT_COMPLETED` and a `CHAT_SUMMARIZED`, with the ids that the SDK gives them. */
  readonly events: readonly WireEvent[];
  readonly skips: readonly Skip[];
}

/** The site of sessions that name none: there was only this one. */
const FIRST_SITE = 'siam-visa-pro';

/**
 * Turns a session into events through the same schema as a page's, or says why not. All knowledge of the old shape is
 * here and in `legacy-values.ts`; the shape is assumed until an export says otherwise. Pure; never throws.
 */
export function mapSession({ id, data }: LegacySession): MappedSession {
  const siteId = textOf(data.site_id) || FIRST_SITE;
  const skip = (reason: Skip['reason']): MappedSession => ({
    siteId,
    events: [],
    skips: [{ what: 'session', reason, issues: [] }],
  });
  const email = textOf(data.email) || textOf(data.user_email);
  if (!email) return skip('no_email');
  const lead = { email: normalizeEmail(email), ...optional('phone', data.phone), ...optional('name', data.name) };
  if (!WIRE_EVENTS.AUDIT_COMPLETED.shape.lead.shape.email.safeParse(lead.email).success) return skip('bad_email');
  const timestamp = instantOf(data.completed_at) ?? instantOf(data.created_at);
  const drafts = [
    ...(textOf(data.audit_status) ? [{ type: 'AUDIT_COMPLETED', what: 'audit', payload: auditOf(data) } as const] : []),
    ...(isMap(data.summary)
      ? [{ type: 'CHAT_SUMMARIZED', what: 'summary', payload: summaryOf(data.summary) } as const]
      : []),
  ];
  if (!drafts.length) return skip('nothing_finished');
  if (!timestamp) return skip('no_time');

  const events: WireEvent[] = [];
  const skips: Skip[] = [];
  for (const { type, what, payload } of drafts) {
    const { source } = EVENT_KINDS[type];
    const source_id = sourceIdOf(type, textOf(data.session_id) || id);
    const intent = what === 'summary' ? optional('intent', data.visa_type) : {}; // an audit names its own
    const draft = {
      event_id: eventId(source, source_id),
      type,
      timestamp,
      source,
      source_id,
      payload,
      lead,
      ...intent,
    };
    const checked = WIRE_EVENTS[type].safeParse(draft);
    if (checked.success) events.push(checked.data);
    else skips.push({ what, reason: 'breaks_schema', issues: issuesOf(checked.error) });
  }
  return { siteId, events, skips };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field only where there is a text for it. */
const optional = <K extends string>(name: K, value: unknown): { [key in K]?: string } => {
  const text = textOf(value);
  return text ? ({ [name]: text } as { [key in K]?: string }) : {}; // computed keys lose their type
};

const auditOf = (data: Readonly<Record<string, unknown>>) => ({
  visa_type: textOf(data.visa_type),
  audit_status: textOf(data.audit_status).toUpperCase(),
  confidence_score: scoreOf(data.confidence_score),
  issues: listOf(data.issues),
  missing_docs: listOf(data.missing_docs),
  ready_for_payment: data.ready_for_payment ?? false,
});

const summaryOf = (summary: Readonly<Record<string, unknown>>) => ({
  executive_summary: summary.executive_summary,
  strengths: listOf(summary.strengths),
  weaknesses: listOf(summary.weaknesses),
  action_plan: Array.isArray(summary.action_plan)
    ? summary.action_plan.map((step) => (typeof step === 'string' ? { step, timing: '' } : step))
    : listOf(summary.action_plan).map((step) => ({ step, timing: '' })),
  visa_score: scoreOf(summary.visa_score),
});
