import { promisifyRequest } from 'idb-keyval';

const STORE = 'outbox';
/** By state, oldest first. */
export const DUE = 'due';
/** How long opening may take before the page goes on without storage, ms. Seen to hang in WebKit (jakearchibald/idb#227). */
const OPEN_DEADLINE = 2000;

/** One transaction: fulfilled, with the answer to the request that `work` returns, when it is complete. */
export type Transact = <T>(
  mode: IDBTransactionMode,
  // biome-ignore lint/suspicious/noConfusingVoidType: work without a request needs no `return undefined`
  work: (store: IDBObjectStore) => IDBRequest<T> | void,
) => Promise<T>;

/**
 * A connection that heals: opened at the first need, given up after 2 s, let go when another tab wants to upgrade or
 * delete the database, and opened anew when it has died in between (idb-keyval#165). Rejects where the browser refuses
 * storage; the next use tries again. A transaction is committed at once, so that it survives a crash that follows.
 */
export function connect(name: string): Transact {
  let db: IDBDatabase | undefined;
  let opening: Promise<unknown> | undefined;

  const open = async () => {
    // The property itself throws in sandboxed frames.
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE).createIndex(DUE, ['state', 'at']);
    };
    // An answer after the deadline is still a connection: the next use has it.
    const connected = promisifyRequest(request).then((opened) => {
      db = opened;
      opened.onversionchange = () => opened.close();
    });
    const deadline = new Promise((_, reject) =>
      setTimeout(reject, OPEN_DEADLINE, new Error('IndexedDB did not open within 2 s')),
    );
    await Promise.race([connected, deadline]);
  };
  const begin = async (mode: IDBTransactionMode) => {
    try {
      return db!.transaction(STORE, mode);
    } catch {
      // There is no connection yet, or it is closed.
      opening ??= open().finally(() => {
        opening = undefined;
      });
      await opening;
      return db!.transaction(STORE, mode);
    }
  };
  return async (mode, work) => {
    const transaction = await begin(mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result as never); // nothing is expected of work without a request
      // Every error ends in an abort, and only then does the transaction know its error.
      transaction.onabort = () => reject(transaction.error);
      // Missing before Safari 15; there the transaction commits itself a moment later.
      transaction.commit?.();
    });
  };
}
