import { promisifyRequest, type UseStore } from 'idb-keyval';
import { DUE } from './connection.js';
import type { Disk, Entry } from './outbox.js';

/** Keeps entries on the device, one record an event, for all tabs of the origin. */
export function indexedDbDisk(use: UseStore): Disk {
  /** Committed at once, so that it survives a crash that follows the call; fulfilled when it is complete. */
  const transact = (work: (store: IDBObjectStore) => void) =>
    use(
      'readwrite',
      (store) =>
        new Promise<void>((resolve, reject) => {
          const { transaction } = store;
          transaction.oncomplete = () => resolve();
          // Every error ends in an abort, and only then does the transaction know its error.
          transaction.onabort = () => reject(transaction.error);
          work(store);
          // Missing before Safari 15; there the transaction commits itself a moment later.
          transaction.commit?.();
        }),
    );
  return {
    get: (key) => use('readonly', (store) => promisifyRequest(store.get(key))),
    insert: (entries) =>
      transact((store) => {
        for (const entry of entries) store.add(entry, entry.key);
      }),
    read: (state, most) =>
      use('readonly', (store) =>
        promisifyRequest<Entry[]>(store.index(DUE).getAll(state && IDBKeyRange.bound([state], [state, []]), most)),
      ),
    write: (changes) =>
      transact((store) => {
        for (const [key, entry] of changes) entry ? store.put(entry, key) : store.delete(key);
      }),
  };
}
