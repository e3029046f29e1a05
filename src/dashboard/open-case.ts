import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CaseDocument } from '../schema/case.js';
import type { StoredEvent } from '../schema/event.js';
import type { Lead } from '../schema/lead.js';
import { afterPaint } from './after-paint.js';
import type { Store, Undo } from './firestore.js';

/** Events in one reading. */
const PAGE = 20;
/** Whoever opens case after case faster than this, ms, is passing by: only the one they stay at so long is read. */
const PASSING = 150;

/** The case that is open, live, with its lead and its events. */
export interface OpenCase {
  readonly id: ReadonlySignal<string | undefined>;
  /** `missing`: there is none, or none that this agent may see. */
  readonly row: ReadonlySignal<CaseDocument | 'loading' | 'missing'>;
  /** Undefined until it is there; null where there is none. */
  readonly lead: ReadonlySignal<Lead | null | undefined>;
  /** Latest first; undefined until they are there. */
  readonly events: ReadonlySignal<readonly StoredEvent[] | undefined>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** `known`: what the list has of it, so that it is there at once. */
  open(id: string | undefined, known?: CaseDocument): void;
  more(): void;
  close(): void;
}

export function openCase(store: Store): OpenCase {
  const id = signal<string | undefined>(undefined);
  const row = signal<CaseDocument | 'loading' | 'missing'>('loading');
  const lead = signal<Lead | null | undefined>(undefined);
  const events = signal<readonly StoredEvent[] | undefined>(undefined);
  let most = PAGE;
  let ends: Undo[] = [];
  let endEvents: Undo | undefined;
  let following = false;
  /** When the last one was opened, by the page's clock. */
  let opened = Number.NEGATIVE_INFINITY;

  const close = () => {
    for (const end of ends) end();
    endEvents?.();
    ends = [];
    endEvents = undefined;
    following = false;
  };
  const missing = () => {
    row.value = 'missing';
  };
  /** What hangs on the case: its lead and its events are found by what it says. */
  const follow = (of: CaseDocument) => {
    if (following) return;
    following = true;
    ends.push(
      store.watchLead(
        of.lead_id,
        (found) => (lead.value = found ?? null),
        () => (lead.value = null),
      ),
    );
    watchEvents(of);
  };
  const watchEvents = (of: CaseDocument) => {
    endEvents?.();
    endEvents = store.watchEvents(of, most, (found) => (events.value = found), missing);
  };
  return {
    id,
    row,
    lead,
    events,
    hasMore: computed(() => (events.value?.length ?? 0) >= most),
    open(wanted, known) {
      if (wanted === id.value) return;
      close();
      most = PAGE;
      id.value = wanted;
      row.value = known ?? 'loading';
      lead.value = undefined;
      events.value = undefined;
      if (!wanted) return;
      const listener = (found: CaseDocument | undefined) => {
        if (!found) return missing();
        row.value = found;
        follow(found);
      };
      const start = () => {
        if (known) follow(known);
        ends.push(store.watchCase(wanted, listener, missing));
      };
      const now = performance.now();
      ends.push(afterPaint(start, now - opened < PASSING ? PASSING : 0));
      opened = now;
    },
    more() {
      most += PAGE;
      if (typeof row.value === 'object') watchEvents(row.value);
    },
    close,
  };
}
