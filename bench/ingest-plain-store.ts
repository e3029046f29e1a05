import { initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, inMemoryPersistence, signInWithCustomToken } from 'firebase/auth';
import { connectFirestoreEmulator, doc, FieldPath, getFirestore, runTransaction } from 'firebase/firestore/lite';
import { getAuth } from 'firebase-admin/auth';
import { adminApp } from '../src/firebase/admin-app.js';
import type { Store } from '../src/ingest/ports.js';

/** The control: the store as one writes it with Firebase's own SDK, which sends a request for each document it reads. */
export async function plainStore(project: string, firestoreUrl: string, authHost: string): Promise<Store> {
  const app = initializeApp({ projectId: project, apiKey: 'emulator' }, 'plain');
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
  await signInWithCustomToken(auth, await getAuth(adminApp(project)).createCustomToken('ingest', { role: 'ingest' }));
  const firestore = getFirestore(app);
  const { hostname, port } = new URL(firestoreUrl);
  connectFirestoreEmulator(firestore, hostname, Number(port));
  return {
    transact: (_lead, work) =>
      runTransaction(firestore, async (transaction) => {
        const { writes, outcome } = await work(async (path) => (await transaction.get(doc(firestore, path))).data());
        for (const write of writes) {
          if ('create' in write) {
            transaction.set(doc(firestore, write.create), write.document);
            continue;
          }
          const changes = Object.entries(write.changes).map(([key, value]) => [
            new FieldPath(...key.split('.')),
            value,
          ]);
          // Field and value by turns, at least one pair: a list has no type for that.
          const [field, value, ...more] = changes.flat() as [FieldPath, unknown, ...unknown[]];
          transaction.update(doc(firestore, write.update), field, value, ...more);
        }
        return outcome;
      }),
  };
}
