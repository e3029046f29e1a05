import { sourceIdOf } from '../schema/event-id.js';

/** The types that a session gives. */
const OF_SESSIONS = ['AUDIT_COMPLETED', 'CHAT_SUMMARIZED'] as const;

/**
 * Where the session lies that an audit or a summary is of; nothing for an event that no session gives. A second audit of
 * one session, `<session>/2`, is of the same document.
 */
export function sessionPath(type: unknown, source: unknown, sourceId: unknown): string | undefined {
  const kind = OF_SESSIONS.find((known) => known === type);
  if (!kind || source !== 'WEB_CHAT' || typeof sourceId !== 'string') return undefined;
  const session = sourceId.slice(sourceIdOf(kind, '').length).replace(/\/\d+$/, '');
  // What no document can be called: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
  return !session || session.includes('/') || /^(\.\.?|__.*__)$/.test(session) ? undefined : `audit_sessions/${session}`;
}
