import type { Status } from './status.js';
import type { Issue } from './validate.js';

/** Why an event ended without being sent. */
export type DropCode =
  | 'dropped_by_page'
  | 'consent_denied'
  | 'expired'
  | 'outbox_full'
  | 'never_identified'
  | 'discarded';

/** How an event ended. `accepted` and `duplicate`: it is in the CRM, once. */
export interface Verdict {
  readonly status: 'accepted' | 'duplicate' | 'conflict' | 'rejected' | 'dropped';
  /** Why, in one word: a `DropCode` where the status is `dropped`. */
  readonly code?: string | undefined;
  /** What the ingest found wrong with which field. */
  readonly issues?: readonly Issue[] | undefined;
}

/**
 * Where an entry stands: `queued` waits to be sent, `held` waits for a lead, `rejected` is a dead letter. Without a state it
 * has ended, and is only written to be removed.
 */
export type State = 'queued' | 'held' | 'rejected' | '';

/** Verdicts of the ingest (contract §5) and what becomes of the entry. By any other word it stays as it is. */
export const STATE_AFTER: Readonly<Record<string, State | undefined>> = {
  accepted: '',
  duplicate: '',
  conflict: 'rejected',
  rejected: 'rejected',
};

/** One event in the outbox. */
export interface Entry {
  /** Version of this shape. There is no older one to upcast yet; a newer one is left alone. */
  readonly v: 1;
  /**
   * The event id, `~` and a hash of the content: the same event twice is one entry, another content of its id is one of
   * its own, and no write ever needs to look first.
   */
  readonly key: string;
  readonly state: State;
  /** When it was emitted, epoch ms, with a fraction that keeps the order of calls. */
  readonly at: number;
  /** The visitor it was emitted for: see `Identity`. */
  readonly visitor: number;
  /** Its size on the wire, UTF-8 bytes. */
  readonly bytes: number;
  /** The event as it travels: text, so that every attempt sends the same bytes. A held one has no `lead` yet. */
  readonly json: string;
  /** Why it is a dead letter. */
  readonly verdict?: Verdict | undefined;
}

/** The event's id within the key of its entry. */
export const idOf = (entry: Entry): string => entry.key.slice(0, 64);

/** An entry with how it ended. */
export type Ending = Entry & { readonly verdict: Verdict };

/** Ends an entry: the outbox keeps what the ingest refused as a dead letter, and forgets the others. */
export const ended = (entry: Entry, verdict: Verdict): Ending => ({
  ...entry,
  verdict,
  state: STATE_AFTER[verdict.status] ?? '',
});

/** Ends an entry that is not sent. */
export const dropped = (entry: Entry, code: DropCode): Ending => ended(entry, { status: 'dropped', code });

/** The device's part of the outbox. Each verb is one transaction, fulfilled when that is complete; rejects where storage fails. */
export interface Disk {
  /** All entries. They stay. */
  load(): Promise<Entry[]>;
  /** Puts each under its key, or removes what is there where it has no state. */
  save(entries: readonly Entry[]): Promise<unknown>;
}

/** Where events are kept now: on the device, or only as long as the page lives. */
export type Persistence = 'opening' | 'indexeddb' | 'memory';

export interface Outbox extends Disk {
  /** All entries as this tab knows them: as they were when it last looked, with its own changes since, what has ended included. */
  readonly known: ReadonlyMap<string, Entry>;
  /** Those of them that have not ended. */
  alive(): Entry[];
}

/**
 * An outbox on the device where the browser lets it and `allowed` says so, otherwise in memory, and back on the device
 * when storage returns: each look writes first what the device has not taken yet. What is read is both, in the order the
 * events were emitted. Never rejects. The writes of a task share one transaction, begun in a microtask of that task: what
 * survives a crash right after the call. `report` hears where events are kept, and why.
 */
export function createOutbox(
  disk: Disk,
  allowed: () => boolean,
  report: (now: Pick<Status, 'persistence' | 'persistenceReason'>) => void,
): Outbox {
  const known = new Map<string, Entry>();
  /** What the device has not confirmed yet: it must not be believed about these. */
  const unwritten = new Set<Entry | undefined>();
  /** What is to be written in a microtask. */
  let batch: Entry[] = [];
  /** The last writing that was begun. */
  let last: Promise<unknown> | undefined;

  /** Answers nothing where the device may not be used, or fails. */
  const onDisk = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    let persistenceReason: string | undefined;
    try {
      if (allowed()) {
        const answer = await work();
        if (!unwritten.size) report({ persistence: 'indexeddb', persistenceReason });
        return answer;
      }
    } catch (error) {
      persistenceReason = `${error}`;
    }
    report({ persistence: 'memory', persistenceReason });
    return undefined;
  };
  const store = async () => {
    await undefined;
    const entries = batch;
    batch = [];
    await onDisk(async () => {
      await disk.save(entries);
      for (const entry of entries) unwritten.delete(entry);
    });
  };
  const save = (entries: Iterable<Entry>) => {
    for (const entry of entries) {
      if (!batch[0]) last = store();
      batch.push(entry);
      unwritten.delete(known.get(entry.key));
      unwritten.add(entry);
      known.set(entry.key, entry);
    }
    return last as Promise<unknown>; // or nothing, where there was nothing to write yet
  };

  const alive = () => [...known.values()].filter((entry) => entry.state);

  return {
    known,
    alive,
    async load() {
      // What is being written need not be written again.
      await last;
      await save([...unwritten] as Entry[]); // nothing else is added
      // What cannot be read is as it was when it last could.
      const kept = (await onDisk(disk.load)) ?? [...known.values()];
      // A record of a later version is left for whoever wrote it.
      const all = [
        ...kept.filter((entry) => entry.v === 1 && !unwritten.has(known.get(entry.key))),
        ...unwritten,
      ] as Entry[];
      known.clear();
      for (const entry of all.sort((a, b) => a.at - b.at)) known.set(entry.key, entry);
      return alive();
    },
    save,
  };
}
