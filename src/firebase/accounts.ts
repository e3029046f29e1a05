import { getAuth, type UserRecord } from 'firebase-admin/auth';
import type { Account, Accounts } from '../migrate/grant.js';
import { adminApp } from './admin-app.js';

/** The project's accounts in Firebase Auth, with the operator's own credentials (or the emulator's, which has none). */
export function firebaseAccounts(projectId: string): Accounts {
  const auth = getAuth(adminApp(projectId));
  const accountOf = ({ uid, email = '', customClaims = {} }: UserRecord): Account => ({
    uid,
    email,
    claims: customClaims,
  });
  return {
    find: (email) =>
      auth.getUserByEmail(email).then(accountOf, (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'auth/user-not-found') return undefined;
        throw error;
      }),
    create: async (email) => accountOf(await auth.createUser({ email })),
    async setClaims(uid, claims) {
      await auth.setCustomUserClaims(uid, claims);
      // Signed-in pages get new claims with their next sign-in or within the hour, whichever is first.
      await auth.revokeRefreshTokens(uid);
    },
  };
}
