import { DUE, type Transact } from './connection.js';
import type { Disk } from './outbox.js';

/** Keeps entries on the device, one record an event, for all tabs of the origin. */
export const indexedDbDisk = (transact: Transact): Disk => ({
  read: (state, most) =>
    transact('readonly', (store) => store.index(DUE).getAll(state && IDBKeyRange.bound([state], [state, []]), most)),
  write: (changes) =>
    transact('readwrite', (store) => {
      for (const [key, entry] of changes) entry ? store.put(entry, key) : store.delete(key);
    }),
});
