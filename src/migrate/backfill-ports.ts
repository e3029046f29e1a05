import type { Fields, Store } from '../ingest/ports.js';
import type { LegacySession } from './legacy.js';
import type { Run } from './run.js';

/** The old collection. Its verbs fail with a `StoreFailure`, nothing else. */
export interface Sessions {
  count(): Promise<number>;
  /** The next sessions by id after `after`, at most `limit`; fewer only at the end. */
  page(after: string, limit: number): Promise<LegacySession[]>;
}

/** Where events are written. */
export interface ForeseeingStore extends Store {
  /** Reads what the next transactions will ask for, paths by lead; answers what was found. Fails with a `StoreFailure`. */
  foresee(wanted: ReadonlyMap<string, readonly string[]>): Promise<ReadonlyMap<string, Fields | undefined>>;
}

/** What is put aside between reading and writing: a text under a name, at most 900 KB. */
export interface Chunk {
  readonly id: string;
  readonly text: string;
}

/** A run as it was read, and what a change of it must find unchanged. */
export interface KeptRun {
  readonly run: Run;
  readonly version: string;
}

/** Where a run and its chunks are kept. Its verbs fail with a `StoreFailure`, nothing else. */
export interface Runs {
  read(): Promise<KeptRun | undefined>;
  /**
   * Keeps a run, where nobody has changed it since `version` (`undefined`: where there is none yet), together with new
   * chunks and without removed ones. Answers the new version, or `undefined` where somebody has.
   */
  keep(
    run: Run,
    version: string | undefined,
    put?: readonly Chunk[],
    removed?: readonly string[],
  ): Promise<string | undefined>;
  /** Chunks whose ids begin with `prefix`, in their order. */
  chunks(prefix: string): AsyncIterable<Chunk>;
}
