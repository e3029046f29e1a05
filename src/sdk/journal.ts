import type { Added, Entry, Outbox } from './outbox.js';

export interface Journal {
  /** Writes an entry; fulfilled when its transaction is complete. The calls of one task share one transaction. */
  append(entry: Entry): Promise<Added>;
  /** Fulfilled when everything appended so far is written. */
  settled(): Promise<unknown>;
}

/** Batches the writes of a task, begun in a microtask of that task: what survives a crash right after the call. */
export function createJournal(outbox: Outbox, written: (added: readonly Added[]) => void): Journal {
  let batch: Entry[] = [];
  let writing: Promise<Added[]> | undefined;

  const write = async () => {
    const entries = batch;
    batch = [];
    writing = undefined;
    const added = await outbox.add(entries);
    written(added);
    return added;
  };

  return {
    append(entry) {
      const index = batch.push(entry) - 1;
      writing ??= Promise.resolve().then(write);
      return writing.then((added) => added[index]!);
    },
    settled: () => writing ?? Promise.resolve(),
  };
}
