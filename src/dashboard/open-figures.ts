import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CaseStatus } from '../schema/case-status.js';
import type { EventType } from '../schema/event-id.js';
import { type CaseQuery, queryOf } from './case-query.js';
import {
  daysUntil,
  eventsOf,
  handledOf,
  MOST_HANDLED,
  type Question,
  scoresOf,
  statusesOf,
  toDoOf,
  type Who,
} from './figures.js';
import type { Store, StoreError } from './firestore.js';
import { HOME } from './place.js';
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
}

export interface Figures {
  readonly toDo: ReadonlySignal<Reading<ToDo>>;
  readonly statuses: ReadonlySignal<Reading<readonly (readonly [CaseStatus, number])[]>>;
  /** Each with its least score. */
  readonly scores: ReadonlySignal<Reading<readonly (readonly [number, number])[]>>;
  /** The earliest day first. */
  readonly days: ReadonlySignal<Reading<readonly EventDay[]>>;
  readonly responses: ReadonlySignal<Reading<ResponseTimes>>;
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
    if (own === turn) asked.value = { ...asked.peek(), documents: asked.peek().documents + rows.length };
    return rows;
  };
  const readToDo = async (site: string, now: string): Promise<ToDo> => {
    const { nobody, overdue, mine } = toDoOf(who, site, now);
    const waiting = queryOf({ ...HOME, site }, 'waiting', who, now, () => true);
    const [first, ...counts] = await Promise.all([
      readCases(waiting, 1),
      answer(nobody),
      answer(overdue),
      answer(mine),
    ]);
    return { longest: first[0]?.waiting_since, nobody: counts[0], overdue: counts[1], mine: counts[2] };
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
