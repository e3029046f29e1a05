import type { Fields } from '../ingest/ports.js';

/** A document as it was at one moment. */
export interface Found {
  /** From the root of the database, e.g. `cases/x/events/y`. */
  readonly path: string;
  readonly fields: Fields;
  /** When it was last written, ISO-8601 with microseconds. */
  readonly updatedAt: string;
}

/** A moment by Firestore's own clock. What is read at one moment belongs together, whoever writes meanwhile. */
export type Moment = string;

/** Which documents to read: all of a collection, or of all collections of that name, or those with a field's value. */
export interface Selection {
  /** E.g. `leads`, `cases/x/events`. */
  readonly collection: string;
  /** Also those of that name beneath any document. @default false */
  readonly everywhere?: boolean;
  /** @default all */
  readonly where?: { readonly field: string; readonly isOneOf: readonly string[] };
  /** Only these fields. @default all */
  readonly only?: readonly string[];
}

/** Reads Firestore and cannot write. Every method fails with an error that names no document. */
export interface Reader {
  /** Firestore's clock, now. */
  now(): Promise<Moment>;
  /** Documents by path; those that are not there are missing from the answer. */
  get(paths: readonly string[], at: Moment): Promise<ReadonlyMap<string, Found>>;
  /** All that is selected, at one moment. For what is known to be few. */
  select(selection: Selection, at: Moment): Promise<readonly Found[]>;
  /** All that is selected, page by page in the order of paths; each page as it was at a moment of its own. */
  pages(selection: Selection, size: number): AsyncIterable<{ readonly found: readonly Found[]; readonly at: Moment }>;
  /** How many are selected, without reading them. */
  count(selection: Selection): Promise<number>;
}
