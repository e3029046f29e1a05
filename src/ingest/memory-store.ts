import { canonicalJson } from '../schema/content-hash.js';
import { type Fields, type Step, type Store, StoreFailure, type Write } from './ports.js';

/** What a memory store has done since it was made. */
export interface Counts {
  reads: number;
  writes: number;
  commits: number;
  /** Transactions that were run again because what they read had changed. */
  repeats: number;
}

export interface MemoryStore extends Store {
  /** All documents by path, as copies. */
  documents(): Record<string, Fields>;
  /** Puts a document there as an outsider would, past every check. */
  put(path: string, document: Fields): void;
  readonly counts: Counts;
}

/**
 * A store in memory, as strict as Firestore is: optimistic transactions, `create` and `update` that mind what is there.
 * The reference that the Firestore store is compared with. `allows` plays the rules: a commit it refuses fails.
 */
export function memoryStore(allows: (writes: readonly Write[]) => boolean = () => true): MemoryStore {
  const documents = new Map<string, string>();
  const counts: Counts = { reads: 0, writes: 0, commits: 0, repeats: 0 };

  const attempt = async <T>(work: Parameters<Store['transact']>[1]): Promise<{ outcome: T } | undefined> => {
    const seen = new Map<string, string | undefined>();
    const { writes, outcome } = (await work(async (path) => {
      counts.reads++;
      const json = documents.get(path);
      seen.set(path, json);
      return json === undefined ? undefined : JSON.parse(json);
    })) as Step<T>; // `work` is the caller's own, whose T this is
    if ([...seen].some(([path, json]) => documents.get(path) !== json)) return undefined;
    if (!allows(writes)) throw new StoreFailure('refused', { code: 'permission-denied' });
    const written = writes.map((write) => applied(write, documents));
    for (const [path, json] of written) documents.set(path, json);
    counts.writes += writes.length;
    counts.commits++;
    return { outcome };
  };

  return {
    counts,
    async transact<T>(_lead: string, work: Parameters<Store['transact']>[1]): Promise<T> {
      for (;;) {
        const done = await attempt<T>(work);
        if (done) return done.outcome;
        counts.repeats++;
      }
    },
    documents: () =>
      Object.fromEntries(
        [...documents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, json]) => [path, JSON.parse(json)]),
      ),
    put: (path, document) => void documents.set(path, canonicalJson(document)),
  };
}

function applied(write: Write, documents: ReadonlyMap<string, string>): [path: string, json: string] {
  if ('create' in write) {
    if (documents.has(write.create)) throw new StoreFailure('refused', { code: 'already-exists' });
    return [write.create, canonicalJson(write.document)];
  }
  const json = documents.get(write.update);
  if (json === undefined) throw new StoreFailure('refused', { code: 'not-found' });
  const document: Fields = JSON.parse(json);
  for (const [key, value] of Object.entries(write.changes)) {
    const [field = '', entry] = key.split('.');
    document[field] = entry === undefined ? value : { ...Object(document[field]), [entry]: value };
  }
  return [write.update, canonicalJson(document)];
}
