import { type FirebaseApp, initializeApp } from 'firebase/app';
import {
  type Auth,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
} from 'firebase/auth';
import { connectFirestoreEmulator, type Firestore, getFirestore, setLogLevel } from 'firebase/firestore/lite';
import { getApps as adminApps, initializeApp as initializeAdmin } from 'firebase-admin/app';
import { getAuth as adminAuth } from 'firebase-admin/auth';

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
  /** Signs in with the first call; later calls share that sign-in, whose token renews itself. */
  firestore(): Promise<Firestore>;
  /** Makes the next call sign in again: for an identity that Firestore no longer knows. */
  forget(): void;
}

/**
 * Firestore signed in through a custom token, so that the rules hold for the function too: admin credentials, which
 * bypass them, only sign that token. Importing or calling this opens no connection.
 */
export function sessionAs(options: IdentityOptions): Session {
  let parts: { auth: Auth; firestore: Firestore } | undefined;
  let signedIn: Promise<Firestore> | undefined;
  const signIn = async () => {
    parts ??= connected(options);
    const { auth, firestore } = parts;
    const admin = adminApps()[0] ?? initializeAdmin({ projectId: options.projectId });
    const token = await adminAuth(admin).createCustomToken(options.role, { role: options.role });
    await signInWithCustomToken(auth, token);
    return firestore;
  };
  const forget = () => {
    signedIn = undefined;
  };
  return {
    forget,
    firestore() {
      signedIn ??= signIn().catch((error: unknown) => {
        forget();
        throw error;
      });
      return signedIn;
    },
  };
}

function connected(options: IdentityOptions): { auth: Auth; firestore: Firestore } {
  const { role, projectId, apiKey } = options;
  const app: FirebaseApp = initializeApp({ projectId, apiKey }, `crm-${role}-${crypto.randomUUID()}`);
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  if (options.authEmulator) connectAuthEmulator(auth, `http://${options.authEmulator}`, { disableWarnings: true });
  // A refused commit would be logged whole, with email, phone and payload; what went wrong reaches us as an error.
  setLogLevel('silent');
  const firestore = getFirestore(app);
  if (options.firestoreEmulator) {
    const { hostname, port } = new URL(`http://${options.firestoreEmulator}`);
    connectFirestoreEmulator(firestore, hostname, Number(port));
  }
  return { auth, firestore };
}
