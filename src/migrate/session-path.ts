import { EVENT_KINDS, sourceIdOf } from '../schema/event-id.js';

/** The types that a session gives. */
const OF_SESSIONS = ['AUDIT_COMPLETED', 'CHAT_SUMMARIZED'] as const;

/**
 * What no document can be called, or the mapping would read back as another session:
 * https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
const IMPOSSIBLE = /^\.{0,2}$|^__.*__$|^\s|\s$/;

/** The session that an audit or a summary is of; nothing for an event that no session gives. */
export function sessionIdOf(type: unknown, source: unknown, sourceId: unknown): string | undefined {
  const kind = OF_SESSIONS.find((known) => known === type);
  if (!kind || source !== EVENT_KINDS[kind].source || typeof sourceId !== 'string') return undefined;
  const id = sourceId.slice(sourceIdOf(kind, '').length);
  return IMPOSSIBLE.test(id) ? undefined : id;
}

/** Where a session lies. The second audit of one, `<session>/2`, lies beside the first: a document's id has no slash. */
export const pathOfSession = (sessionId: string): string => `audit_sessions/${sessionId.replaceAll('/', '%2F')}`;

/** Where the session lies that an event is of, if one gives it. */
export function sessionPath(type: unknown, source: unknown, sourceId: unknown): string | undefined {
  const id = sessionIdOf(type, source, sourceId);
  return id === undefined ? undefined : pathOfSession(id);
}
