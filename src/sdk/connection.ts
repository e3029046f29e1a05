import { promisifyRequest, type UseStore } from 'idb-keyval';

const STORE = 'outbox';
/** By state, oldest first. */
export const DUE = 'due';
/** How long opening may take before the page goes on without storage, ms. Seen to hang in WebKit (jakearchibald/idb#227). */
const OPEN_DEADLINE = 2000;

/**
 * A store in the sense of idb-keyval whose connection heals: opened at the first need, given up after 2 s, let go when
 * another tab wants to upgrade or delete the database, and opened anew once when it has died in between
 * (idb-keyval#165). Rejects where the browser refuses storage; the next use tries again.
 */
export function connect(name: string): UseStore {
  let opening: Promise<IDBDatabase> | undefined;
  const forget = () => {
    opening = undefined;
  };
  const connected = async () => {
    // The property itself throws in sandboxed frames.
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE).createIndex(DUE, ['state', 'at']);
    };
    const db = await promisifyRequest(request);
    db.onclose = forget;
    db.onversionchange = () => {
      forget();
      db.close();
    };
    return db;
  };
  const open = () => {
    const connecting = connected();
    // An answer after the deadline is still a connection: the next use has it.
    connecting.then(() => {
      opening = connecting;
    }, forget);
    const deadline = new Promise<never>((_, reject) =>
      setTimeout(reject, OPEN_DEADLINE, new Error('IndexedDB did not open within 2 s')),
    );
    return Promise.race([connecting, deadline]);
  };
  const begin = async (mode: IDBTransactionMode) => {
    opening ??= open();
    try {
      return (await opening).transaction(STORE, mode).objectStore(STORE);
    } catch (error) {
      forget();
      throw error;
    }
  };
  return async (mode, use) => {
    let store: IDBObjectStore;
    try {
      store = await begin(mode);
    } catch (error) {
      if ((error as Error | null)?.name !== 'InvalidStateError') throw error;
      // The connection has died without a `close` event.
      store = await begin(mode);
    }
    return use(store);
  };
}
