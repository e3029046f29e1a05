import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CaseDocument } from '../schema/case.js';
import { afterPaint } from './after-paint.js';
import { type Calls, openCalls } from './calls.js';
import { type CaseList, openCaseList } from './case-list.js';
import { type CaseQuery, ofSites, queryOf, searchOf, USUAL_ORDER } from './case-query.js';
import { openConflicts } from './conflicts.js';
import { type Edits, openEdits } from './edits.js';
import type { Export } from './export-cases.js';
import type { Conflict, Store, Undo } from './firestore.js';
import { type OpenCase, openCase } from './open-case.js';
import { HOME, isList, type Order, type Place, readPlace, type View, writePlace } from './place.js';
import type { Preferences } from './preferences.js';
import { openSeen, type Seen } from './seen.js';
import type { Agent } from './session.js';
import { type Times, timesIn } from './times.js';
import { en, type Words } from './words/en.js';
import { fr } from './words/fr.js';

/** What lies over the page. */
export type Overlay = 'palette' | 'help' | 'status' | 'action' | 'call' | 'menu';

/** Everything a signed-in agent works with: one for as long as they are signed in. */
export interface Desk {
  readonly agent: Agent;
  readonly store: Store;
  readonly preferences: Preferences;
  readonly words: ReadonlySignal<Words>;
  readonly times: ReadonlySignal<Times>;
  /** Milliseconds; moves on by itself. */
  readonly now: ReadonlySignal<number>;
  readonly place: ReadonlySignal<Place>;
  readonly order: ReadonlySignal<Order>;
  /** Goes somewhere; `replace` leaves no step to go back to. */
  go(change: Partial<Place>, replace?: boolean): void;
  /** Shows a view as it is when one comes to it, with no filters but those given. */
  goTo(view: View, filters?: Partial<Place>): void;
  /** What the list asks Firestore for. */
  query(): CaseQuery;
  readonly list: CaseList;
  readonly open: OpenCase;
  readonly edits: Edits;
  readonly calls: Calls;
  readonly seen: Seen;
  /** Rises when something is seen: what is unread is drawn anew. */
  readonly seenVersion: Signal<number>;
  /** The row that the keyboard is at. */
  readonly cursor: Signal<string | undefined>;
  readonly overlay: Signal<Overlay | undefined>;
  /** What is searched for. Kept here and not in the address: it is somebody's email. */
  readonly search: Signal<string | undefined>;
  readonly returned: ReadonlySignal<readonly CaseDocument[]>;
  /** Undefined until somebody needs them. */
  readonly conflicts: ReadonlySignal<readonly Conflict[] | undefined>;
  /** Cases with activity since the list was shown that it does not show. */
  readonly arrivals: ReadonlySignal<number>;
  /** Brings what is new into the list. */
  showNew(): void;
  /** Rises when the overview shall be counted anew. */
  readonly recounts: Signal<number>;
  /** How the latest export goes. */
  readonly exported: Signal<Export | undefined>;
  /** Read once and then live: conflicts are rare, and looked at in a case. */
  needConflicts(): void;
  close(): void;
}

const WORDS = { en, fr };
const TICK = 20_000;
/** How many of those who came back are read for the mark in the sidebar. */
export const MARKED = 4;
const MOST_ARRIVALS = 20;

export function openDesk(agent: Agent, store: Store, preferences: Preferences, idToken: () => Promise<string>): Desk {
  const place = signal(readPlace(location.search));
  const now = signal(Date.now());
  const search = signal<string | undefined>(undefined);
  const cursor = signal<string | undefined>(undefined);
  const overlay = signal<Overlay | undefined>(undefined);
  const seenVersion = signal(0);
  const returned = signal<readonly CaseDocument[]>([]);
  const recent = signal<readonly CaseDocument[]>([]);
  const since = signal(new Date().toISOString());
  const list = openCaseList(store);
  const open = openCase(store);
  const seen = openSeen(localStorage, agent.uid);
  const edits = openEdits(store, agent.uid, (edit) => {
    // It never happened: the case comes back to where it stood.
    if (edit.state === 'refused') list.hide(edit.caseId, false);
    // Only what somebody else took out of the view stays there struck through.
    else if (list.rows.value.some(({ row, gone }) => gone && row.case_id === edit.caseId)) list.hide(edit.caseId);
  });
  const order = computed(
    () => place.value.order ?? preferences.orders.value[place.value.view] ?? USUAL_ORDER[place.value.view],
  );
  const conflicts = openConflicts(store, agent.sites);
  const ends: Undo[] = [conflicts.close];
  const nobody = () => {
    // The list is refused with it, and says so.
  };
  const instant = () => new Date().toISOString();

  const go = (change: Partial<Place>, replace = false) => {
    const next = { ...place.value, ...change };
    if (writePlace(next) === writePlace(place.value)) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', writePlace(next));
    place.value = next;
  };
  const followHistory = () => {
    place.value = readPlace(location.search);
  };
  addEventListener('popstate', followHistory);
  ends.push(() => removeEventListener('popstate', followHistory));
  const timer = setInterval(() => (now.value = Date.now()), TICK);
  ends.push(() => clearInterval(timer));

  let watching = false;
  const watchBeside = () => {
    ends.push(
      store.watchCases(
        queryOf({ ...HOME, view: 'returned' }, 'latest', agent, instant(), seen.isUnread),
        MARKED,
        undefined,
        (rows) => (returned.value = rows),
        nobody,
      ),
      store.watchCases(
        {
          where: [...ofSites(agent.sites, ''), ['last_event_at', '>', since.peek()]],
          orderBy: ['last_event_at', 'desc'],
          keeps: () => true,
        },
        MOST_ARRIVALS,
        undefined,
        (rows) => (recent.value = rows),
        nobody,
      ),
    );
  };

  const query = () => {
    const text = search.peek();
    if (text) return searchOf(text, agent.sites);
    return queryOf(place.peek(), order.peek(), agent, instant(), seen.isUnread);
  };
  // The list is what the place says, the open case aside.
  const listed = computed(() => {
    const { caseId: _, ...rest } = place.value;
    return JSON.stringify([rest, order.value, search.value]);
  });
  ends.push(
    effect(() => {
      void listed.value;
      // No key may be about a row that is not shown.
      cursor.value = undefined;
      if (!isList(place.peek().view)) return;
      since.value = instant();
      if (search.peek() !== '') list.ask(query());
    }),
    effect(() => {
      const { caseId } = place.value;
      open.open(caseId, caseId ? list.find(caseId) : undefined);
      if (caseId) cursor.value = caseId;
    }),
    // What one looks at is read.
    effect(() => {
      const row = open.row.value;
      if (typeof row === 'string' || !seen.isUnread(row)) return;
      seen.see(row);
      seenVersion.value = seenVersion.peek() + 1;
    }),
    // What is beside the list is asked for after it: the first view waits for one query alone.
    effect(() => {
      const { view } = place.value;
      const isFirst = isList(view) && search.value !== '';
      if (watching || (isFirst && list.state.value === 'loading')) return;
      watching = true;
      ends.push(afterPaint(watchBeside));
    }),
  );

  const arrivals = computed(() => {
    const shown = new Set(list.rows.value.map(({ row }) => row.case_id));
    const away = new Set(list.held.value);
    const at = place.value;
    const everything = (at.view === 'inbox' || at.view === 'all') && !at.status.length && !at.intent && !at.site;
    if (everything && at.owner === 'any' && !at.overdue && !search.value)
      for (const { case_id, last_event_at } of recent.value)
        if (last_event_at > since.value && (order.value === 'latest' || !shown.has(case_id))) away.add(case_id);
    return away.size;
  });

  return {
    agent,
    store,
    preferences,
    words: computed(() => WORDS[preferences.language.value]),
    times: computed(() => timesIn(preferences.language.value)),
    now,
    place,
    order,
    go,
    query,
    recounts: signal(0),
    exported: signal(undefined),
    goTo(view, filters) {
      search.value = undefined;
      const { caseId } = place.peek();
      const next = { ...HOME, ...filters, view };
      history.pushState(null, '', writePlace(next));
      place.value = next;
      if (caseId) open.open(undefined);
    },
    list,
    open,
    edits,
    calls: openCalls(agent.uid, idToken),
    seen,
    seenVersion,
    cursor,
    overlay,
    search,
    returned: computed(() => {
      const { keeps } = queryOf({ ...HOME, view: 'returned' }, 'latest', agent, instant(), seen.isUnread);
      return returned.value.filter(keeps);
    }),
    conflicts: conflicts.all,
    arrivals,
    showNew() {
      const missed = recent.value.some(
        ({ case_id, last_event_at }) => last_event_at > since.value && !list.find(case_id),
      );
      since.value = instant();
      list.refresh();
      // Whoever has just come waits the shortest: far down in the inbox, and on top by activity.
      if (missed && order.value !== 'latest') go({ order: 'latest' });
    },
    needConflicts: conflicts.need,
    close() {
      for (const end of ends) end();
      list.close();
      open.close();
    },
  };
}
