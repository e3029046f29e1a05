import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CaseDocument } from '../schema/case.js';
import type { CaseQuery } from './case-query.js';
import type { Store, StoreError, Undo } from './firestore.js';
import { NOTHING, type Settled, settle } from './settled-list.js';

/** Cases in one reading: with those that the sidebar asks for, the first view reads at most 25 documents. */
const PAGE = 20;

/** How far a list goes on by itself where what this device alone knows leaves few of a page. */
const MOST_BY_ITSELF = 5;
const ENOUGH = 10;

export interface ListedCase {
  readonly row: CaseDocument;
  /** Somebody else took it out of this view; it stays where it was until the list is shown anew. */
  readonly gone: boolean;
}

export interface CaseList {
  readonly rows: ReadonlySignal<readonly ListedCase[]>;
  readonly state: ReadonlySignal<'loading' | 'ready' | 'failed'>;
  /** Why it failed: Firestore's own error. */
  readonly failure: ReadonlySignal<StoreError | undefined>;
  /** Ids that would stand among or above those shown. */
  readonly held: ReadonlySignal<readonly string[]>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Shows another query from its start. */
  ask(query: CaseQuery): void;
  more(): void;
  /** Tries once more what failed. */
  again(): void;
  /** Everything in its place, what was held too. */
  refresh(): void;
  /** What this agent has dealt with goes at once; `hide(id, false)` brings it back to its place. */
  hide(id: string, hidden?: boolean): void;
  /** The case, where the list knows it. */
  find(id: string): CaseDocument | undefined;
  /** The neighbour within the list, also of one that has been hidden. */
  beside(id: string | undefined, step: 1 | -1): string | undefined;
  close(): void;
}

interface Page {
  rows: readonly CaseDocument[];
  answered: boolean;
  readonly end: Undo;
}

/** A live list that reads a page at a time. */
export function openCaseList(store: Store): CaseList {
  let query: CaseQuery | undefined;
  let pages: Page[] = [];
  const known = new Map<string, CaseDocument>();
  const settled = signal<Settled>(NOTHING);
  const hidden = signal<ReadonlySet<string>>(new Set());
  const state = signal<'loading' | 'ready' | 'failed'>('loading');
  const failure = signal<StoreError | undefined>(undefined);
  const hasMore = signal(false);
  /** Rises with whatever Firestore says, so that a changed field shows though no row moved. */
  const version = signal(0);

  const rows = computed(() => {
    void version.value;
    const { shown, gone } = settled.value;
    return shown.flatMap((id): ListedCase[] => {
      const row = known.get(id);
      return row && !hidden.value.has(id) ? [{ row, gone: gone.has(id) }] : [];
    });
  });

  const live = () => {
    const all = new Map(pages.flatMap(({ rows }) => rows.map((row) => [row.case_id, row] as const)));
    return [...all.values()].filter((row) => query?.keeps(row)).map(({ case_id }) => case_id);
  };
  const isWhole = () => pages.every(({ answered }) => answered) && (pages.at(-1)?.rows.length ?? 0) < PAGE;
  const take = () => {
    version.value++;
    settled.value = settle(settled.value, live(), isWhole());
    hasMore.value = !isWhole();
    if (pages.some(({ answered }) => !answered)) return;
    state.value = 'ready';
    if (hasMore.value && rows.value.length < ENOUGH && pages.length < MOST_BY_ITSELF && pages.length < wanted()) more();
  };
  /** Only a list that is thinned out here goes on by itself; one that this agent cleared goes on when asked. */
  const wanted = () => (pages.some(({ rows }) => rows.some((row) => !query?.keeps(row))) ? MOST_BY_ITSELF : 1);
  const more = () => {
    if (!query) return;
    const after = pages.at(-1)?.rows.at(-1);
    const asked = query;
    const listener = (rows: readonly CaseDocument[]) => {
      page.rows = rows;
      page.answered = true;
      for (const row of rows) {
        // What says the same stays the same object, and is not drawn anew.
        if (JSON.stringify(known.get(row.case_id)) !== JSON.stringify(row)) known.set(row.case_id, row);
      }
      take();
    };
    const page: Page = { rows: [], answered: false, end: () => ends() };
    pages.push(page);
    const ends = store.watchCases(asked, PAGE, after, listener, (error) => {
      failure.value = error;
      state.value = 'failed';
    });
  };
  const close = () => {
    for (const { end } of pages) end();
    pages = [];
  };
  const ask = (asked: CaseQuery) => {
    close();
    query = asked;
    known.clear();
    settled.value = NOTHING;
    hidden.value = new Set();
    state.value = 'loading';
    failure.value = undefined;
    hasMore.value = false;
    more();
  };
  return {
    rows,
    state,
    hasMore,
    held: computed(() => settled.value.held),
    failure,
    ask,
    again: () => query && ask(query),
    more() {
      if (pages.every(({ answered }) => answered)) more();
    },
    refresh() {
      hidden.value = new Set();
      settled.value = settle(NOTHING, live(), isWhole());
    },
    hide(id, hide = true) {
      const next = new Set(hidden.value);
      if (hide) next.add(id);
      else next.delete(id);
      hidden.value = next;
    },
    find: (id) => known.get(id),
    beside(id, step) {
      const { shown } = settled.value;
      const visible = (one: string | undefined) => one !== undefined && !hidden.value.has(one);
      const from = id === undefined ? -1 : shown.indexOf(id);
      if (from < 0) return rows.value[0]?.row.case_id;
      for (let i = from + step; i >= 0 && i < shown.length; i += step) if (visible(shown[i])) return shown[i];
      return undefined;
    },
    close,
  };
}
