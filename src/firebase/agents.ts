import { adminApp } from './admin-app.js';

/** Somebody whom the rules let work on cases: of the given sites, or of all. */
export interface Agent {
  readonly uid: string;
  readonly sites: readonly string[] | 'all';
}

/**
 * Verifies ID tokens of Firebase Auth: the agent that one is of, or `undefined` where it is none, has expired, or its
 * account has no role. firebase-admin's verifier is loaded with the first token.
 */
export function agentsOf(projectId: string): (token: string) => Promise<Agent | undefined> {
  return async (token) => {
    const { getAuth } = await import('firebase-admin/auth');
    const claims = await getAuth(adminApp(projectId))
      .verifyIdToken(token)
      .catch(() => undefined);
    if (claims?.role === 'admin') return { uid: claims.uid, sites: 'all' };
    if (claims?.role === 'agent') return { uid: claims.uid, sites: Array.isArray(claims.sites) ? claims.sites : [] };
    return undefined;
  };
}
