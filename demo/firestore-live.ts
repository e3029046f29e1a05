// The one file of the demo that speaks to Firebase. Loaded after the console works.
import { initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, inMemoryPersistence, signInWithEmailAndPassword } from 'firebase/auth';
import {
  collection,
  connectFirestoreEmulator,
  disableNetwork,
  doc,
  enableNetwork,
  getFirestore,
  limit,
  onSnapshot,
  orderBy,
  query,
} from 'firebase/firestore';
import { environment } from './environment.js';

export type Fields = Record<string, unknown>;
export interface StoredDocument {
  readonly id: string;
  readonly fields: Fields;
}

export interface Live {
  /** The latest cases first. `live` is false while the connection is lost. */
  watchCases(listener: (cases: readonly StoredDocument[], live: boolean) => void, failed: (error: Error) => void): void;
  /** The latest events first. Answers the undo, as the next one does. */
  watchEvents(caseId: string, listener: (events: readonly StoredDocument[]) => void): () => void;
  watchLead(email: string, listener: (lead: Fields | undefined) => void): () => void;
  /** Stops trying while the server is known to be down. */
  pause(): Promise<void>;
  /** Signs in and connects again: a server that was started anew has forgotten us. */
  resume(): Promise<void>;
}

/** How many cases are on the page. */
const MOST = 12;

/** The local account that may read everything (local/accounts.ts). */
const ADMIN = { email: 'admin@example.com', password: 'crm-demo' };

/** Signs in at the emulators as the local admin. Fails where there are none: production has no such account. */
export async function connectFirestore(): Promise<Live> {
  const { emulators, projectId, apiKey } = await environment();
  if (!emulators) throw new Error('no emulators here');
  const app = initializeApp({ projectId, apiKey });
  // Kept apart from the dashboard, which remembers who signed in there.
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true });
  const firestore = getFirestore(app);
  const [host = '', port] = emulators.firestore.split(':');
  connectFirestoreEmulator(firestore, host, Number(port));
  const signIn = async () => void (await signInWithEmailAndPassword(auth, ADMIN.email, ADMIN.password));
  await signIn();

  const ignore = () => {
    // The watch on the cases fails too, and that one tells the visitor.
  };
  return {
    watchCases(listener, failed) {
      const latest = query(collection(firestore, 'cases'), orderBy('last_event_at', 'desc'), limit(MOST));
      onSnapshot(
        latest,
        { includeMetadataChanges: true },
        (found) =>
          listener(
            found.docs.map((one) => ({ id: one.id, fields: one.data() })),
            !found.metadata.fromCache,
          ),
        failed,
      );
    },
    watchEvents(caseId, listener) {
      const latest = query(collection(firestore, 'cases', caseId, 'events'), orderBy('timestamp', 'desc'));
      const tell = (found: { docs: { id: string; data(): Fields }[] }) =>
        listener(found.docs.map((one) => ({ id: one.id, fields: one.data() })));
      return onSnapshot(latest, tell, ignore);
    },
    watchLead: (email, listener) =>
      onSnapshot(doc(firestore, 'leads', email), (found) => listener(found.data()), ignore),
    pause: () => disableNetwork(firestore),
    async resume() {
      await signIn();
      await enableNetwork(firestore);
    },
  };
}
