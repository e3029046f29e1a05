import { promisifyRequest } from 'idb-keyval';
import type { Disk, Entry } from './outbox.js';

const STORE = 'outbox';
/** How long the database may take to answer before the page goes on without it, ms. Opening was seen to hang in WebKit (jakearchibald/idb#227). */
const PATIENCE = 2000;

/**
 * Keeps entries on the device, one record an event, for all tabs of the origin. Its connection heals: opened at the first
 * need, let go when another tab wants to upgrade or delete the database, and opened anew when it has died in between
 * (idb-keyval#165). Rejects where the browser refuses storage, or does not answer for 2 s; from then on after 100 ms, until it does.
 */
export function indexedDbDisk(name: string): Disk {
  let db: IDBDatabase | undefined;
  let opening: Promise<unknown> | undefined;
  let patience = PATIENCE;

  /** The promise, unless it takes too long. What comes later than that still counts for the next use. */
  const timely = <T>(answer: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        reject(`no answer in ${patience} ms`);
        patience = PATIENCE / 20;
        db = undefined;
      }, patience);
      answer.then(resolve, reject).then(() => {
        clearTimeout(deadline);
        patience = PATIENCE;
      });
    });
  const open = async () => {
    // The property itself throws in sandboxed frames.
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    db = await promisifyRequest(request);
    db.onversionchange = request.result.close;
  };
  const begin = async (mode: IDBTransactionMode) => {
    try {
      // Who comes while others wait for a connection comes after them: a removal must not overtake the writing.
      if (!opening) return db!.transaction(STORE, mode);
    } catch {
      // There is none yet, or it is closed.
    }
    try {
      await (opening ??= timely(open()));
    } finally {
      opening = undefined;
    }
    return db!.transaction(STORE, mode);
  };
  /** One transaction: writes the entries, or answers all. */
  const transact = async (entries?: readonly Entry[]): Promise<Entry[]> => {
    const transaction = await begin(entries ? 'readwrite' : 'readonly');
    const store = transaction.objectStore(STORE);
    for (const entry of entries ?? []) entry.state ? store.put(entry, entry.key) : store.delete(entry.key);
    const request = entries || store.getAll();
    // At once, so that it survives a crash that follows. Missing before Safari 15; there it commits itself a moment later.
    transaction.commit?.();
    await timely(promisifyRequest(transaction));
    return (request as IDBRequest<Entry[]>).result; // or nothing, where it wrote
  };
  return { load: transact, save: transact };
}
