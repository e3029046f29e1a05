import { initializeApp } from 'firebase/app';
import {
  type Auth,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
  type User,
} from 'firebase/auth';
import { getAuth as adminAuth } from 'firebase-admin/auth';
import { adminApp } from './admin-app.js';

/** The claim that the rules know the function by. */
export type Role = 'ingest' | 'migrate' | 'auditor';

export interface IdentityOptions {
  role: Role;
  projectId: string;
  apiKey: string;
  firestoreEmulator: string | undefined;
  authEmulator: string | undefined;
}

/** Firestore as one of the identities that the rules bind. */
export interface Session {
  readonly projectId: string;
  /** Where Firestore's REST API is, without a slash at the end. */
  readonly firestoreUrl: string;
  /** A token that is valid now. Signs in with the first call; later calls share that sign-in and renew its token. */
  idToken(): Promise<string>;
  /** Makes the next call sign in again: for an identity that Firestore no longer knows. */
  forget(): void;
}

/**
 * A sign-in through a custom token, so that the rules hold for the function too: admin credentials, which bypass them,
 * only sign that token. Importing or calling this opens no connection.
 */
export function sessionAs(options: IdentityOptions): Session {
  const { role, projectId, firestoreEmulator } = options;
  let auth: Auth | undefined;
  let signedIn: Promise<User> | undefined;
  const signIn = async () => {
    auth ??= authFor(options);
    const token = await adminAuth(adminApp(projectId)).createCustomToken(role, { role });
    return (await signInWithCustomToken(auth, token)).user;
  };
  const forget = () => {
    signedIn = undefined;
  };
  return {
    projectId,
    firestoreUrl: firestoreEmulator ? `http://${firestoreEmulator}` : 'https://firestore.googleapis.com',
    forget,
    async idToken() {
      signedIn ??= signIn().catch((error: unknown) => {
        forget();
        throw error;
      });
      return (await signedIn).getIdToken();
    },
  };
}

function authFor({ role, projectId, apiKey, authEmulator }: IdentityOptions): Auth {
  const app = initializeApp({ projectId, apiKey }, `crm-${role}-${crypto.randomUUID()}`);
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  if (authEmulator) connectAuthEmulator(auth, `http://${authEmulator}`, { disableWarnings: true });
  return auth;
}
