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

/** Where an entry stands: `queued` waits to be sent, `held` waits for a lead, `rejected` is a dead letter. */
export type State = 'queued' | 'held' | 'rejected';

/** One event in the outbox. */
export interface Entry {
  /** Version of this shape; an older one is upcast when read, a newer one is left alone. */
  readonly v: 1;
  /** The event id; for the later of two contents of one id, the id and a suffix. */
  readonly key: string;
  readonly state: State;
  /** When it was emitted, epoch ms, with a fraction that keeps the order of calls. */
  readonly at: number;
  /** Its size on the wire, UTF-8 bytes. */
  readonly bytes: number;
  /** The event as it travels: text, so that every attempt sends the same bytes. A held one has no `lead` yet. */
  readonly json: string;
  /** Why it is a dead letter. */
  readonly verdict?: Verdict;
}

/** What becomes of an entry: the key its verdict will come under, and the verdict where it is known at once. */
export interface Added {
  readonly key: string;
  readonly verdict?: Verdict | undefined;
  /** What was written, if anything. */
  readonly entry?: Entry;
}

/** The end of an event: its entry's key, and how it ended. */
export type Ending = readonly [key: string, verdict: Verdict];

/** Replaces the entry under a key, or removes it where there is none. */
export type Change = readonly [key: string, entry?: Entry];

/** The device's part of the outbox. Every verb is one transaction, fulfilled when that is complete; rejects where storage fails. */
export interface Disk {
  get(key: string): Promise<Entry | undefined>;
  /** Writes entries; rejects with a `ConstraintError`, and writes none, where a key is taken. */
  insert(entries: readonly Entry[]): Promise<void>;
  /** The oldest entries in a state, or in any, in the order they were emitted. They stay. */
  read(state?: State, most?: number): Promise<Entry[]>;
  write(changes: readonly Change[]): Promise<void>;
}

/** Where events are kept now: on the device, or only as long as the page lives. */
export type Persistence = 'opening' | 'indexeddb' | 'memory';

/** Where events wait. Never rejects: what the device does not take is kept in memory. */
export interface Outbox extends Pick<Disk, 'read' | 'write'> {
  add(entries: readonly Entry[]): Promise<Added[]>;
  /** Moves what memory holds to the device; without effect while storage fails or is not allowed. */
  promote(): Promise<void>;
}

/** The event's id within the key of its entry. */
export const idOf = ({ key }: Entry): string => key.slice(0, 64);

/**
 * An outbox on the device where the browser lets it and `allowed` says so, otherwise in memory, and back on the device
 * when storage returns. What is read is both. `report` hears where events are kept, and why.
 */
export function createOutbox(
  disk: Disk,
  allowed: () => boolean,
  report: (now: Persistence, reason?: string) => void,
): Outbox {
  const memory = new Map<string, Entry>();
  /** Changes the device could not be told yet: it must not be believed about these keys. */
  const unwritten = new Map<string, Change>();

  const onDisk = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (!allowed()) return undefined;
    try {
      const answer = await work();
      report('indexeddb');
      return answer;
    } catch (error) {
      report('memory', `${error}`);
      return undefined;
    }
  };
  const addToDisk = async (entries: readonly Entry[]) => {
    try {
      await disk.insert(entries);
      return entries.map((entry) => place(entry));
    } catch (error) {
      if ((error as Error | null)?.name !== 'ConstraintError') throw error;
    }
    const added: Added[] = [];
    for (const entry of entries) {
      const placed = place(entry, await disk.get(entry.key));
      if (placed.entry) await disk.insert([placed.entry]);
      added.push(placed);
    }
    return added;
  };
  const addToMemory = (entries: readonly Entry[]) =>
    entries.map((entry) => {
      const placed = place(entry, memory.get(entry.key));
      if (placed.entry) memory.set(placed.key, placed.entry);
      return placed;
    });
  const write = async (changes: readonly Change[]) => {
    for (const change of changes) unwritten.set(change[0], change);
    for (const [key, entry] of changes) entry ? memory.set(key, entry) : memory.delete(key);
    const all = [...unwritten.values()];
    const done = await onDisk(() => disk.write(all).then(() => true));
    if (done)
      for (const [key, entry] of all) {
        unwritten.delete(key);
        if (memory.get(key) === entry) memory.delete(key);
      }
  };

  return {
    add: async (entries) => (await onDisk(() => addToDisk(entries))) ?? addToMemory(entries),
    async read(state, most = 1e9) {
      const kept = (await onDisk(() => disk.read(state, most + unwritten.size))) ?? [];
      const here = [...memory.values()].filter((entry) => !state || entry.state === state);
      return [...kept.filter(({ key }) => !unwritten.has(key)), ...here].slice(0, most);
    },
    write,
    async promote() {
      if (unwritten.size) await write([]);
      const entries = [...memory.values()];
      if (entries.length && (await onDisk(() => addToDisk(entries)))) for (const { key } of entries) memory.delete(key);
    },
  };
}

/**
 * Decides what an entry is whose key may be taken. The same content is the same event; other content never overwrites
 * the first: it is a conflict, unless the first was refused, and then the ingest shall judge this one too. A held event
 * has no lead yet, so it says nothing of the email.
 */
function place(entry: Entry, there?: Entry): Added {
  if (!there) return { key: entry.key, entry };
  const [a, b] = [there, entry].map(({ json }) => JSON.parse(json));
  const content = ({ type, payload, summary }: typeof a) => JSON.stringify([type, payload, summary]);
  if (content(a) === content(b) && (!a.lead || !b.lead || a.lead.email === b.lead.email))
    return { key: there.key, verdict: there.verdict };
  const key = `${entry.key}~${entry.at}`;
  if (there.state === 'rejected') return { key, entry: { ...entry, key } };
  const verdict: Verdict = { status: 'conflict', code: 'other_content_in_outbox' };
  return { key, verdict, entry: { ...entry, key, state: 'rejected', verdict } };
}
