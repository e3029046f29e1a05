import { EVENT_KINDS, sourceIdOf } from '../schema/event-id.js';

/** The types that a session gives. */
const OF_SESSIONS = ['AUDIT_COMPLETED', 'CHAT_SUMMARIZED'] as const;

/**
 * Where the session lies that an audit or a summary is of; nothing for an event that no session gives. The second audit
 * of a session, `<session>/2`, lies beside the first: a document's id has no slash.
 */
export function sessionPath(type: unknown, source: unknown, sourceId: unknown): string | undefined {
  const kind = OF_SESSIONS.find((known) => known === type);
  if (!kind || source !== EVENT_KINDS[kind].source || typeof sourceId !== 'string') return undefined;
  const id = sourceId.slice(sourceIdOf(kind, '').length).replaceAll('/', '%2F');
  // What no document can be called: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
  return !id || /^(\.\.?|__.*__)$/.test(id) ? undefined : `audit_sessions/${id}`;
}
