import { isDeepStrictEqual } from 'node:util';

/** The password of every local account. */
export const PASSWORD = 'crm-demo';

/** The people of the local stack, with the claims that firestore.rules goes by. */
export const ACCOUNTS = [
  { uid: 'local-admin', email: 'admin@example.com', name: 'Ada Admin', claims: { role: 'admin' } },
  {
    uid: 'local-agent',
    email: 'agent@example.com',
    name: 'Anan Agent',
    claims: { role: 'agent', sites: ['siam-visa-pro'] },
  },
] as const;

/** Creates the accounts in the Auth emulator, or puts right the password and claims of those that came with the data. */
export async function createAccounts(projectId: string, authPort: number): Promise<void> {
  process.env.FIREBASE_AUTH_EMULATOR_HOST = `127.0.0.1:${authPort}`;
  const [{ deleteApp, initializeApp }, { getAuth }] = await Promise.all([
    import('firebase-admin/app'),
    import('firebase-admin/auth'),
  ]);
  const app = initializeApp({ projectId }, `local-accounts-${authPort}`);
  const auth = getAuth(app);
  const known = await auth.getUsers(ACCOUNTS.map(({ email }) => ({ email })));
  for (const { uid, email, name, claims } of ACCOUNTS) {
    const user = known.users.find((one) => one.email === email);
    // Exported accounts come back without their passwords.
    if (user) await auth.updateUser(user.uid, { password: PASSWORD });
    else await auth.createUser({ uid, email, password: PASSWORD, displayName: name, emailVerified: true });
    if (!isDeepStrictEqual(user?.customClaims, claims)) await auth.setCustomUserClaims(user?.uid ?? uid, claims);
  }
  await deleteApp(app);
}
