import { decodedFields, encodedFields, type Value } from '../../src/firebase/values.js';
import type { Fields } from '../../src/ingest/ports.js';

interface Raw {
  name: string;
  fields?: Record<string, Value>;
}

/** An emulator's documents, changed past the rules, and put back as they were. */
export interface ByHand {
  get(path: string): Promise<Fields>;
  /** Every document of all collections of that name, by path. */
  all(collection: string): Promise<Map<string, Fields>>;
  put(path: string, fields: Fields): Promise<void>;
  edit(path: string, changes: Fields): Promise<void>;
  remove(path: string): Promise<void>;
  /** Puts everything back that was touched since the last time. */
  undo(): Promise<void>;
}

/** @param firestore where the emulator is, `host:port`. */
export function byHand(firestore: string, project = 'demo-siam-visa'): ByHand {
  const root = `projects/${project}/databases/(default)/documents`;
  const touched = new Map<string, Raw | undefined>();
  const call = async (method: string, body: object): Promise<unknown> => {
    const response = await fetch(`http://${firestore}/v1/${root}:${method}`, {
      method: 'POST',
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const nameOf = (path: string) => `${root}/${path}`;
  const read = async (path: string): Promise<Raw | undefined> => {
    const [answer] = (await call('batchGet', { documents: [nameOf(path)] })) as { found?: Raw }[];
    return answer?.found;
  };
  const touch = async (path: string) => {
    if (!touched.has(path)) touched.set(path, await read(path));
  };
  const get = async (path: string) => {
    const found = await read(path);
    if (!found) throw new Error(`there is no ${path}`);
    return decodedFields(found.fields);
  };
  const put = async (path: string, fields: Fields) => {
    await touch(path);
    await call('commit', { writes: [{ update: { name: nameOf(path), fields: encodedFields(fields) } }] });
  };
  return {
    get,
    put,
    async all(collectionId) {
      const rows = (await call('runQuery', {
        structuredQuery: { from: [{ collectionId, allDescendants: true }] },
      })) as { document?: Raw }[];
      return new Map(
        rows.flatMap(({ document }) =>
          document ? [[document.name.slice(root.length + 1), decodedFields(document.fields)] as const] : [],
        ),
      );
    },
    edit: async (path, changes) => {
      const kept = Object.entries({ ...(await get(path)), ...changes }).filter(([, value]) => value !== undefined);
      await put(path, Object.fromEntries(kept));
    },
    async remove(path) {
      await touch(path);
      await call('commit', { writes: [{ delete: nameOf(path) }] });
    },
    async undo() {
      const writes = [...touched].map(([path, was]) =>
        was ? { update: { name: was.name, fields: was.fields ?? {} } } : { delete: nameOf(path) },
      );
      touched.clear();
      if (writes.length) await call('commit', { writes });
    },
  };
}
