import { CASE_STATUSES, type CaseStatus, CLIMBING_STATUSES } from '../schema/case-status.js';
import { EVENT_KINDS, type EventType } from '../schema/event-id.js';
import {
  type CaseQuery,
  type Condition,
  type Count,
  MOST_COMBINATIONS,
  OPEN_STATUSES,
  ofSites,
  type Sites,
} from './case-query.js';

// Object.keys forgets the keys of a Record.
export const EVENT_TYPES = Object.keys(EVENT_KINDS) as EventType[];

/** Days of events that are shown, today among them. */
export const DAYS = 14;
/** Scores are counted in steps of so many points. */
export const SCORE_STEP = 10;
/** Cases that response times are taken from: those that were dealt with last. */
export const MOST_HANDLED = 100;
/** Cases that are looked at for clients who came back. */
export const MOST_RETURNED = 20;

export interface Who {
  readonly uid: string;
  readonly sites: Sites;
}

/** One figure: the sum of some counts. It is one count, but where an agent has more sites than a query takes. */
export type Question = readonly Count[];

const SCORES = Array.from({ length: 100 / SCORE_STEP }, (_, i) => i * SCORE_STEP);

/** The sites in groups: Firestore multiplies their number with that of the `values` of another `in`. */
function groupsOf(sites: Sites, site: string, values = 1): Condition[][] {
  if (site || sites === 'all') return [ofSites(sites, site)];
  const size = Math.floor(MOST_COMBINATIONS / values);
  const groups = Array.from({ length: Math.ceil(sites.length / size) }, (_, i) =>
    sites.slice(i * size, (i + 1) * size),
  );
  return groups.map((group) => ofSites(group, ''));
}

const casesWith = ({ sites }: Who, site: string, conditions: readonly Condition[], values?: number): Question =>
  groupsOf(sites, site, values).map((of) => ({ of: 'cases', where: [...of, ...conditions] }));

/** What an agent can do something about. `now` is an ISO instant; `site` is empty for all that they work on. */
export const toDoOf = (who: Who, site: string, now: string) => ({
  nobody: casesWith(
    who,
    site,
    [
      ['status', 'in', CLIMBING_STATUSES],
      ['owner_uid', '==', ''],
    ],
    CLIMBING_STATUSES.length,
  ),
  overdue: casesWith(
    who,
    site,
    [
      ['status', 'in', OPEN_STATUSES],
      ['next_action_at', '<=', now],
    ],
    OPEN_STATUSES.length,
  ),
  mine: casesWith(
    who,
    site,
    [
      ['status', 'in', OPEN_STATUSES],
      ['owner_uid', '==', who.uid],
    ],
    OPEN_STATUSES.length,
  ),
});

export const statusesOf = (who: Who, site: string): [CaseStatus, Question][] =>
  CASE_STATUSES.map((status) => [status, casesWith(who, site, [['status', '==', status]])]);

/** The latest audit of each case, by tens: what scores 100 is among the nineties. Each with its least score. */
export const scoresOf = (who: Who, site: string): [number, Question][] =>
  SCORES.map((from) => {
    const below = from + SCORE_STEP;
    const conditions: Condition[] = [['confidence_score', '>=', from]];
    if (below < 100) conditions.push(['confidence_score', '<', below]);
    return [from, casesWith(who, site, conditions)];
  });

/** The beginnings of the last days where the viewer is, ISO instants; the last one is tomorrow's. */
export function daysUntil(now: number): string[] {
  return Array.from({ length: DAYS + 1 }, (_, i) => {
    const day = new Date(now);
    // By the calendar: a day on which a clock is set has 23 or 25 hours.
    day.setDate(day.getDate() - DAYS + 1 + i);
    day.setHours(0, 0, 0, 0);
    return day.toISOString();
  });
}

/** Events of a day, by type. The order is that of the index. */
export const eventsOf = ({ sites }: Who, site: string, from: string, to: string): [EventType, Question][] =>
  EVENT_TYPES.map((type) => [
    type,
    groupsOf(sites, site).map((of) => ({
      of: 'events',
      where: [
        // A condition on the site, which events have too.
        ...(of as unknown as Condition<'site_id'>[]),
        ['type', '==', type],
        ['timestamp', '>=', from],
        ['timestamp', '<', to],
      ],
      orderBy: ['timestamp', 'desc'],
    })),
  ]);

/** The cases that agents dealt with last. */
export const handledOf = ({ sites }: Who, site: string): CaseQuery => ({
  where: ofSites(sites, site),
  orderBy: ['handled_at', 'desc'],
  keeps: () => true,
});
