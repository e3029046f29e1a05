import type { Consent } from './options.js';
import type { DropCode, Persistence } from './outbox.js';

/** What the client knows of itself. Immutable: a new object for each change. Counts are of the whole outbox, all tabs. */
export interface Status {
  /** Where events are kept now: `memory` means that they end with the page. */
  readonly persistence: Persistence;
  /** Why it is `memory`. */
  readonly persistenceReason?: string | undefined;
  readonly consent: Consent;
  /** Whether the lead is known. Without one, events are held. */
  readonly identified: boolean;
  /** Events that wait to be sent, those in flight included. */
  readonly queued: number;
  /** Events that wait for a lead. */
  readonly held: number;
  /** Events in a request of this tab now. */
  readonly inFlight: number;
  /** Dead letters: see `rejected()`. */
  readonly rejected: number;
  /** Events this tab has seen the CRM take since it loaded, `duplicate` ones included. */
  readonly delivered: number;
  /** Events that ended unsent since this page loaded, by reason. */
  readonly dropped: Readonly<Partial<Record<DropCode, number>>>;
  /** When the next automatic attempt is due, epoch ms. */
  readonly nextAttemptAt?: number | undefined;
  /** Why the last attempt came to nothing. */
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: number } | undefined;
  /** Whether Web Locks keep two tabs from sending the same event; without them the ingest has to say `duplicate`. */
  readonly locks: boolean;
}

type Listener = (status: Status) => void;
/** What is counted when somebody asks. */
type Counted = Pick<Status, 'identified' | 'queued' | 'held' | 'inFlight' | 'rejected'>;
type Told = Omit<Status, keyof Counted>;
type Changeable = { -readonly [K in keyof Told]: Told[K] };

export interface StatusBoard {
  /** What holds now, to be changed at will; `changed` is to be called afterwards. */
  readonly facts: Changeable;
  /** Takes note of changes: those made to the facts, and more. */
  changed(more?: Partial<Told>): void;
  /** The snapshot: one object until the next change. */
  status(): Status;
  subscribe(listener: Listener): () => void;
}

/** Tells of changes at most once a task; each listener in a task of its own, so that none can fail another. */
export function statusBoard(consent: Consent, count: () => Counted): StatusBoard {
  const facts: Changeable = {
    persistence: 'opening',
    consent,
    delivered: 0,
    dropped: {},
    locks: !!globalThis.navigator?.locks,
  };
  const listeners = new Set<Listener>();
  let last: Status | undefined;
  let due: unknown;
  const status = () => (last ??= { ...facts, ...count() });
  return {
    facts,
    status,
    changed(more) {
      Object.assign(facts, more);
      last = undefined;
      if (due) return;
      due = setTimeout(() => {
        due = undefined;
        for (const listener of listeners) setTimeout(listener, 0, status());
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
