import type { EventClaim } from '../schema/event.js';
import type { Delivery } from './admit.js';

/** A document as it is stored, by field. */
export type Fields = Record<string, unknown>;

/** `create` makes a document that must not exist; `update` changes fields of one that does, and no others. */
export type Write =
  | { create: string; document: Fields }
  /** A dot in a key leads into a map: `cases.<case id>`. */
  | { update: string; changes: Fields };

/** What one transaction ends in: the writes to commit as one, and what to tell the caller once they are. */
export interface Step<T> {
  writes: Write[];
  outcome: T;
}

/** Reads one document of the transaction by its path (schema/collections.ts); `undefined` where there is none. */
export type Get = (path: string) => Promise<Fields | undefined>;

/**
 * What accepted events change besides their own documents, in the same commit: all of it or nothing. Run again with each
 * repeat of the transaction, so it must have no effect but its result.
 */
export type Beside = (accepted: readonly Delivery[], get: Get) => Promise<Write[]>;

/** Where the documents are. */
export interface Store {
  /**
   * Runs `work` and commits what it returns, all or nothing, as if nobody else were writing. Runs `work` again when
   * what it read has changed meanwhile, so `work` must have no effect but its result. Fails with a `StoreFailure`,
   * nothing else. `lead` says whose documents these are: a store may let the transactions of one lead take turns. `ahead`
   * are paths that the transactions which follow at once will read: a store may read them along with the others.
   */
  transact<T>(lead: string, work: (get: Get) => Promise<Step<T>>, ahead?: readonly string[]): Promise<T>;
}

/**
 * Why nothing was written: `refused` by the rules, so the same again will be too; `contention`, others kept writing the
 * same documents; `unavailable`, the store gave no usable answer (the commit may even have happened: repeat it).
 */
export type StoreFailureReason = 'refused' | 'contention' | 'unavailable';

export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  constructor(
    readonly reason: StoreFailureReason,
    options?: ErrorOptions & { code?: string },
  ) {
    super(`the transaction failed: ${reason}${options?.code ? ` (${options.code})` : ''}`, options);
    this.code = options?.code;
  }
  /** The store's own word for it, e.g. `deadline-exceeded`; free of document paths, so that it can be logged. */
  readonly code: string | undefined;
}

/** Whether something thrown is a `StoreFailure`, also one of another copy of this module. */
export const isStoreFailure = (error: unknown): error is StoreFailure =>
  error instanceof Error && error.name === 'StoreFailure';

/** A claim as it is read: `crm-admin erase` marks it, outside of what the rules let anyone else write. */
export type Claim = EventClaim & { erased_at?: string };

/** `erasures/{sha256(email)}`: events of that person up to `erased_at` are never written again. */
export interface Erasure {
  erased_at: string;
}
