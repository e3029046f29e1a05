import { type Role, type Session, sessionAs } from '../../src/firebase/identity.js';
import type { Fields } from '../../src/ingest/ports.js';
import { type Emulator, startEmulator } from '../support/emulator.js';

/** Firestore with the real rules, and Auth, as an outsider with all rights sees them. */
export interface Emulated {
  session: Session;
  /** Another sign-in; what the role is called is up to the test. */
  signedInAs(role: string): Session;
  documents(): Promise<Record<string, Fields>>;
  edit(path: string, changes: Fields, serverTimes?: Record<string, string>): Promise<void>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

const COLLECTIONS = ['leads', 'cases', 'events', 'event_claims', 'conflicts', 'erasures'];

/** Starts both emulators; what is written through `session` is bound by the rules as the ingest is. */
export async function startEmulated(): Promise<Emulated> {
  const emulator = await startEmulator({ only: 'firestore,auth', strict: true });
  const { project, host, port, authPort } = emulator;
  // firebase-admin reads where the Auth emulator is from here, and nowhere else.
  process.env.FIREBASE_AUTH_EMULATOR_HOST = `${host}:${authPort}`;
  const root = `projects/${project}/databases/(default)/documents`;
  const call = callOf(emulator);
  const signedInAs = (role: string) =>
    sessionAs({
      role: role as Role, // also roles that the rules know nothing of
      projectId: project,
      apiKey: 'emulator',
      firestoreEmulator: `${host}:${port}`,
      authEmulator: `${host}:${authPort}`,
    });
  return {
    session: signedInAs('ingest'),
    signedInAs,
    async documents() {
      const found = await Promise.all(
        COLLECTIONS.map((collectionId) =>
          call('POST', `/v1/${root}:runQuery`, { structuredQuery: { from: [{ collectionId, allDescendants: true }] } }),
        ),
      );
      const rows = (found as { document?: { name: string; fields?: Record<string, Value> } }[][]).flat();
      const entries = rows.flatMap(({ document }) =>
        document ? [[document.name.slice(root.length + 1), decodedMap(document.fields ?? {})] as const] : [],
      );
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    async edit(path, changes, serverTimes = {}) {
      const texts = Object.entries(changes).map(([field, value]) => [field, { stringValue: String(value) }]);
      const times = Object.entries(serverTimes).map(([field, value]) => [field, { timestampValue: value }]);
      const fields = Object.fromEntries([...texts, ...times]);
      const update = { name: `${root}/${path}`, fields };
      await call('POST', `/v1/${root}:commit`, {
        writes: [{ update, updateMask: { fieldPaths: Object.keys(fields) } }],
      });
    },
    clear: async () => void (await call('DELETE', `/emulator/v1/${root}`)),
    stop: () => emulator.stop(),
  };
}

const callOf =
  ({ host, port }: Emulator) =>
  async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://${host}:${port}${path}`, {
      method,
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

type Value = { [kind: string]: unknown };

const decodedMap = (fields: Record<string, Value>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, decoded(value)]));

/** A value of Firestore's REST API as the memory store would hold it. */
function decoded(value: Value): unknown {
  const [[kind, inner]] = Object.entries(value) as [[string, never]]; // exactly one kind, whose shape the API fixes
  switch (kind) {
    case 'integerValue':
      return Number(inner);
    case 'mapValue':
      return decodedMap((inner as { fields?: Record<string, Value> }).fields ?? {});
    case 'arrayValue':
      return ((inner as { values?: Value[] }).values ?? []).map(decoded);
    case 'timestampValue':
      return new Date(inner).toISOString();
    default:
      return inner;
  }
}
