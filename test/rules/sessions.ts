import { type Commit, type Document, type EventOptions, parts, sha256 } from './commits.js';
import { first, type Scenario } from './scenarios.js';

/** Every field that dual write may leave in a session. */
const SESSION: Document = {
  email: 'claire.dupont@example.com',
  phone: '+33612345678',
  name: 'Claire Dupont',
  site_id: 'siam-visa-pro',
  visa_type: 'DTV',
  audit_status: 'VALID',
  confidence_score: 85,
  issues: ['none'],
  missing_docs: [],
  ready_for_payment: true,
  summary: { executive_summary: 'x' },
  created_at: '2026-03-01T09:30:00.000Z',
  completed_at: '2026-03-01T09:30:00.000Z',
};

export const sessionPath = (id: string): string => `audit_sessions/${id.replaceAll('/', '%2F')}`;

/** A session of the old collection, by its id. */
export const sessionOf = (id: string, more: Document = {}): Commit => ({
  [sessionPath(id)]: { session_id: id, ...SESSION, ...more },
});

/** What claims an audit, or a chat, of a session. */
export const claimOf = (id: string, kind: 'audit' | 'chat' = 'audit', more: Document = {}): Commit => ({
  [`event_claims/${sha256(`WEB_CHAT${kind}:${id}`)}`]: { case_id: 'x', ...more },
});

/** A lead's first event, and the session it is of. */
export function withSession(options: EventOptions & { suffix?: string } = {}): Scenario {
  const { suffix = '', ...of } = options;
  const scenario = first(suffix ? { ...of, source_id: `audit:n${Math.random()}${suffix}` } : of);
  return { ...scenario, commit: { ...scenario.commit, ...sessionOf(idIn(scenario)) } };
}

/** The session that a scenario's event is of. */
export const idIn = ({ commit }: Scenario): string => String(parts(commit).event.source_id).replace(/^[a-z]+:/, '');

/** A scenario whose session stands already, with what only an old site writes. */
export const begunBefore = (scenario: Scenario): Scenario => ({
  given: [...scenario.given, { [sessionPath(idIn(scenario))]: { user_email: 'Claire@example.com', step: 3 } }],
  commit: { ...scenario.commit, ...sessionOf(idIn(scenario), { user_email: 'Claire@example.com', step: 3 }) },
});

/** A scenario's session, changed. */
export function sessionChanged(scenario: Scenario, change: (session: Document) => Document): Scenario {
  const path = sessionPath(idIn(scenario));
  return { ...scenario, commit: { ...scenario.commit, [path]: change(scenario.commit[path]!) } };
}
