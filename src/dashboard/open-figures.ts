import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CaseStatus } from '../schema/case-status.js';
import type { EventType } from '../schema/event-id.js';
import { type CaseQuery, queryOf } from './case-query.js';
import {
  daysUntil,
  eventsOf,
  handledOf,
  MOST_HANDLED,
  MOST_RETURNED,
  type Question,
  scoresOf,
  statusesOf,
  toDoOf,
  type Who,
} from './figures.js';
import type { Store, StoreError } from './firestore.js';
import { HOME, type View } from './place.js';
import { type ResponseTimes, responseTimesOf } from './response-times.js';

/** A figure as far as it is known. While it is read anew, and where that fails, the one before stays. */
export interface Reading<T> {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly value?: T;
  readonly error?: StoreError;
}

export interface EventDay {
  /** Its beginning, an ISO instant. */
  readonly from: string;
  readonly counts: readonly (readonly [EventType, number])[];
}

export interface ToDo extends Record<keyof ReturnType<typeof toDoOf>, number> {
  /** Since when the client waits who waits longest, an ISO instant. */
  readonly longest: string | undefined;
  /** Clients who wait again, among the latest so many. No query compares two fields: these are looked at one by one. */
  readonly returned: { readonly count: number; readonly among: number };
}

export interface Figures {
  readonly toDo: ReadonlySignal<Reading<ToDo>>;
  readonly statuses: ReadonlySignal<Reading<readonly (readonly [CaseStatus, number])[]>>;
  /** Each with its least score. */
  readonly scores: ReadonlySignal<Reading<readonly (readonly [number, number])[]>>;
  /** The earliest day first. */
  readonly days: ReadonlySignal<Reading<readonly EventDay[]>>;
  readonly responses: ReadonlySignal<Reading<ResponseTimes>>;
  /** Sites that were seen in what was read: nobody has a list of them. */
  readonly sites: ReadonlySignal<readonly string[]>;
  /** When they were asked for, ms; what it took. */
  readonly asked: ReadonlySignal<{ readonly at: number; readonly counts: number; readonly documents: number }>;
  /** Reads them, and again when asked again. `site` is empty for all that the agent works on. */
  ask(site: string, now: number): void;
}

/** Counts by Firestore and not here: what is read does not grow with the number of cases. */
export function openFigures(store: Store, who: Who): Figures {
  const asked = signal({ at: 0, counts: 0, documents: 0 });
  const toDo = signal<Reading<ToDo>>({ state: 'loading' });
  const statuses: Signal<Reading<[CaseStatus, number][]>> = signal({ state: 'loading' });
  const scores: Signal<Reading<[number, number][]>> = signal({ state: 'loading' });
  const days = signal<Reading<EventDay[]>>({ state: 'loading' });
  const responses = signal<Reading<ResponseTimes>>({ state: 'loading' });
  const sites = signal<readonly string[]>([]);
  let lastSite: string | undefined;
  let turn = 0;

  const answer = async (question: Question): Promise<number> => {
    asked.value = { ...asked.peek(), counts: asked.peek().counts + question.length };
    const found = await Promise.all(question.map((one) => store.count(one)));
    return found.reduce((sum, one) => sum + one, 0);
  };
  const readCases = async (query: CaseQuery, most: number) => {
    const own = turn;
    const rows = await store.readCases(query, most);
    sites.value = [...new Set([...sites.peek(), ...rows.map((row) => row.site_id)])];
    if (own === turn) asked.value = { ...asked.peek(), documents: asked.peek().documents + rows.length };
    return rows;
  };
  const readToDo = async (site: string, now: string): Promise<ToDo> => {
    const questions = toDoOf(who, site, now);
    const viewed = (view: View) => queryOf({ ...HOME, view, site }, 'waiting', who, now, () => true);
    const returned = viewed('returned');
    const [first, latest, nobody, overdue, mine] = await Promise.all([
      readCases(viewed('inbox'), 1),
      readCases(returned, MOST_RETURNED),
      answer(questions.nobody),
      answer(questions.overdue),
      answer(questions.mine),
    ]);
    return {
      longest: first[0]?.waiting_since,
      returned: { count: latest.filter(returned.keeps).length, among: latest.length },
      nobody,
      overdue,
      mine,
    };
  };
  const answers = <K>(questions: readonly [K, Question][]): Promise<[K, number][]> =>
    Promise.all(questions.map(async ([key, question]): Promise<[K, number]> => [key, await answer(question)]));
  /** What comes after a later question was asked is nobody's. */
  const read = <T>(into: Signal<Reading<T>>, found: Promise<T>, fresh: boolean) => {
    const own = turn;
    into.value = { ...(!fresh && into.peek()), state: 'loading' };
    found.then(
      (value) => own === turn && (into.value = { state: 'ready', value }),
      (error: StoreError) => own === turn && (into.value = { ...into.peek(), state: 'failed', error }),
    );
  };
  return {
    toDo,
    statuses,
    scores,
    days,
    responses,
    sites,
    asked,
    ask(site, now) {
      turn++;
      const fresh = site !== lastSite;
      lastSite = site;
      asked.value = { at: now, counts: 0, documents: 0 };
      read(toDo, readToDo(site, new Date(now).toISOString()), fresh);
      read(statuses, answers(statusesOf(who, site)), fresh);
      read(responses, readCases(handledOf(who, site), MOST_HANDLED).then(responseTimesOf), fresh);
      read(scores, answers(scoresOf(who, site)), fresh);
      const starts = daysUntil(now);
      const counted = starts.slice(0, -1).map(async (from, i) => ({
        from,
        counts: await answers(eventsOf(who, site, from, starts[i + 1]!)),
      }));
      read(days, Promise.all(counted), fresh);
    },
  };
}
