// The one file of the dashboard that speaks to Firebase Auth.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FirebaseApp } from 'firebase/app';
import {
  browserLocalPersistence,
  browserPopupRedirectResolver,
  connectAuthEmulator,
  GoogleAuthProvider,
  initializeAuth,
  onIdTokenChanged,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type User,
} from 'firebase/auth';
import type { Sites } from './case-query.js';

/** Who works here, by the claims that the rules go by. */
export interface Agent {
  readonly uid: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'agent' | 'admin';
  readonly sites: Sites;
}

export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'out' }
  | { readonly state: 'no-access'; readonly email: string }
  | { readonly state: 'in'; readonly agent: Agent };

export interface Sessions {
  readonly session: ReadonlySignal<Session>;
  /** Each fails with Firebase's own error, whose `code` the page puts in words. */
  withPassword(email: string, password: string): Promise<void>;
  withGoogle(): Promise<void>;
  /** Asks for the claims anew: access may have been granted meanwhile. */
  askAgain(): Promise<void>;
  /** A token that proves who is in, renewed where it is old. Fails where nobody is, or it cannot be renewed. */
  idToken(): Promise<string>;
  leave(): Promise<void>;
}

/** Starts with who signed in here before. */
export function openSessions(app: FirebaseApp, emulator: string | undefined): Sessions {
  const auth = initializeAuth(app, { persistence: browserLocalPersistence });
  if (emulator) connectAuthEmulator(auth, `http://${emulator}`, { disableWarnings: true });
  const session = signal<Session>({ state: 'starting' });
  const learn = async (user: User | null) => {
    const next: Session = user ? await sessionOf(user) : { state: 'out' };
    // A token is renewed every hour, and says the same as a rule: nothing shall be drawn anew for that.
    if (JSON.stringify(next) !== JSON.stringify(session.value)) session.value = next;
  };
  onIdTokenChanged(auth, (user) => void learn(user));
  return {
    session,
    withPassword: async (email, password) => void (await signInWithEmailAndPassword(auth, email, password)),
    withGoogle: async () => void (await signInWithPopup(auth, new GoogleAuthProvider(), browserPopupRedirectResolver)),
    async askAgain() {
      await auth.currentUser?.getIdToken(true);
      await learn(auth.currentUser);
    },
    async idToken() {
      if (!auth.currentUser) throw new Error('nobody is signed in');
      return auth.currentUser.getIdToken();
    },
    leave: () => signOut(auth),
  };
}

async function sessionOf(user: User): Promise<Session> {
  const { claims } = await user.getIdTokenResult();
  const { role, sites } = claims;
  const email = user.email ?? '';
  const base = { uid: user.uid, email, name: user.displayName || email };
  if (role === 'admin') return { state: 'in', agent: { ...base, role, sites: 'all' } };
  if (role === 'agent' && Array.isArray(sites) && sites.length)
    return { state: 'in', agent: { ...base, role, sites: sites.map(String) } };
  return { state: 'no-access', email };
}
