import { promisifyRequest } from 'idb-keyval';
import type { Change, Disk, Entry } from './outbox.js';

const STORE = 'outbox';
/** How long opening may take before the page goes on without storage, ms. Seen to hang in WebKit (jakearchibald/idb#227). */
const OPEN_DEADLINE = 2000;

/**
 * Keeps entries on the device, one record an event, for all tabs of the origin. Its connection heals: opened at the first
 * need, given up after 2 s, let go when another tab wants to upgrade or delete the database, and opened anew when it has
 * died in between (idb-keyval#165). Rejects where the browser refuses storage; the next use tries again.
 */
export function indexedDbDisk(name: string): Disk {
  let db: IDBDatabase | undefined;
  let opening: Promise<void> | undefined;

  const open = () =>
    new Promise<void>((resolve, reject) => {
      setTimeout(reject, OPEN_DEADLINE, 'no answer in 2 s');
      // The property itself throws in sandboxed frames.
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(STORE);
      };
      // An answer after the deadline is still a connection: the next use has it.
      promisifyRequest(request).then((opened) => {
        db = opened;
        opened.onversionchange = () => opened.close();
        resolve();
      }, reject);
    });
  const begin = async (mode: IDBTransactionMode) => {
    try {
      return db!.transaction(STORE, mode);
    } catch {
      // There is no connection yet, or it is closed.
      await (opening ??= open().finally(() => {
        opening = undefined;
      }));
      return db!.transaction(STORE, mode);
    }
  };
  /** One transaction: writes the changes, or answers all entries. */
  const transact = async (changes?: readonly Change[]): Promise<Entry[]> => {
    const transaction = await begin(changes ? 'readwrite' : 'readonly');
    return new Promise((resolve, reject) => {
      const store = transaction.objectStore(STORE);
      for (const [key, entry] of changes ?? []) entry ? store.put(entry, key) : store.delete(key);
      const request = changes || store.getAll();
      transaction.oncomplete = () => resolve((request as IDBRequest<Entry[]>).result); // or nothing, of changes
      // Every error ends in an abort, and only then does the transaction know its error.
      transaction.onabort = () => reject(transaction.error);
      // At once, so that it survives a crash that follows. Missing before Safari 15; there it commits itself a moment later.
      transaction.commit?.();
    });
  };
  return { load: () => transact(), save: transact };
}
