/** Reads, counts and writes what an emulator's Firestore holds, past its rules: for tests only. */
export interface FirestoreAdmin {
  /** Every document under a path of collections, e.g. `cases` or `cases/x/events`. */
  list(collection: string): Promise<StoredDocument[]>;
  /** Every document of all collections with that name. */
  group(collection: string): Promise<StoredDocument[]>;
  /** Writes whole documents, by path. A `Date` becomes a timestamp, as in every SDK. */
  write(documents: Readonly<Record<string, object>>): Promise<void>;
}

export interface StoredDocument {
  readonly path: string;
  readonly fields: Record<string, unknown>;
  /** The Firestore type of each field: `stringValue`, `mapValue`, … */
  readonly types: Record<string, string>;
}

interface RestValue {
  [type: string]: unknown;
}
interface RestDocument {
  name: string;
  fields?: Record<string, RestValue>;
}

export function firestoreAdmin(port: number, project = 'demo-siam-visa'): FirestoreAdmin {
  const root = `http://127.0.0.1:${port}/v1/projects/${project}/databases/(default)/documents`;
  const headers = { authorization: 'Bearer owner', 'content-type': 'application/json' };
  return {
    async list(collection) {
      const response = await fetch(`${root}/${collection}?pageSize=1000`, { headers });
      const { documents = [] } = (await response.json()) as { documents?: RestDocument[] };
      return documents.map(read);
    },
    async group(collection) {
      const query = { structuredQuery: { from: [{ collectionId: collection, allDescendants: true }] } };
      const response = await fetch(`${root}:runQuery`, { method: 'POST', headers, body: JSON.stringify(query) });
      const rows = (await response.json()) as { document?: RestDocument }[];
      return rows.flatMap(({ document }) => (document ? [read(document)] : []));
    },
    async write(documents) {
      const name = (path: string) => `projects/${project}/databases/(default)/documents/${path}`;
      const writes = Object.entries(documents).map(([path, fields]) => ({
        update: { name: name(path), fields: fieldsOf(fields) },
      }));
      for (let i = 0; i < writes.length; i += MOST_WRITES) {
        const body = JSON.stringify({ writes: writes.slice(i, i + MOST_WRITES) });
        const response = await fetch(`${root}:commit`, { method: 'POST', headers, body });
        if (!response.ok) throw new Error(`Firestore answers ${response.status}: ${await response.text()}`);
      }
    },
  };
}

/** The most writes of one commit. */
const MOST_WRITES = 500;

const fieldsOf = (fields: object): Record<string, RestValue> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, restValue(value)]));

function restValue(value: unknown): RestValue {
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(restValue) } };
  if (typeof value === 'number') return { doubleValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (value && typeof value === 'object') return { mapValue: { fields: fieldsOf(value) } };
  return value === null ? { nullValue: null } : { stringValue: String(value) };
}

function read({ name, fields = {} }: RestDocument): StoredDocument {
  return {
    path: name.slice(name.indexOf('/documents/') + '/documents/'.length),
    fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainOf(value)])),
    types: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, Object.keys(value)[0]!])),
  };
}

function plainOf(value: RestValue): unknown {
  const [type, raw] = Object.entries(value)[0]!;
  if (type === 'integerValue') return Number(raw);
  if (type === 'arrayValue') return ((raw as { values?: RestValue[] }).values ?? []).map(plainOf);
  if (type === 'mapValue') {
    const { fields = {} } = raw as { fields?: Record<string, RestValue> };
    return Object.fromEntries(Object.entries(fields).map(([key, part]) => [key, plainOf(part)]));
  }
  return raw;
}
