import { type ReadonlySignal, signal } from '@preact/signals';
import { ofSites, type Sites } from './case-query.js';
import type { Conflict, Store, Undo } from './firestore.js';

const MOST = 50;

export interface Conflicts {
  /** Undefined until somebody needs them. */
  readonly all: ReadonlySignal<readonly Conflict[] | undefined>;
  /** Read once and then live: conflicts are rare, and looked at in a case. */
  need(): void;
  close(): void;
}

/** The latest conflicts of the given sites. */
export function openConflicts(store: Store, sites: Sites): Conflicts {
  const all = signal<readonly Conflict[] | undefined>(undefined);
  let end: Undo | undefined;
  return {
    all,
    need() {
      end ??= store.watchConflicts(
        ofSites(sites, ''),
        MOST,
        (found) => (all.value = found),
        () => {
          // The list is refused with it, and says so.
        },
      );
    },
    close: () => end?.(),
  };
}
