import type { CaseDocument } from '../schema/case.js';
import { AGENT_STATUSES, type CaseStatus, CLIMBING_STATUSES } from '../schema/case-status.js';
import type { StoredEvent } from '../schema/event.js';
import type { Order, Place, View } from './place.js';

/** Sites an agent works on; an admin works on all. */
export type Sites = readonly string[] | 'all';

/** One condition as Firestore takes it. */
export type Condition<Field extends string = keyof CaseDocument> = readonly [
  field: Field,
  op: '==' | 'in' | '<=' | '>=' | '<' | '>',
  value: unknown,
];

/** What Firestore is asked to count: cases, or events of all cases at once. It sends a number and no document. */
export type Count =
  | { readonly of: 'cases'; readonly where: readonly Condition[]; readonly orderBy?: CaseQuery['orderBy'] }
  | {
      readonly of: 'events';
      readonly where: readonly Condition<keyof StoredEvent>[];
      readonly orderBy: readonly [field: keyof StoredEvent, direction: 'asc' | 'desc'];
    };

/** What is asked of Firestore, and what it cannot be asked. */
export interface CaseQuery {
  readonly where: readonly Condition[];
  readonly orderBy: readonly [field: keyof CaseDocument, direction: 'asc' | 'desc'];
  /** What remains to be looked at in each document: no query compares two fields, none knows what was read here. */
  keeps(row: CaseDocument): boolean;
}

const ORDER_BY: Record<Order, CaseQuery['orderBy']> = {
  waiting: ['waiting_since', 'asc'],
  latest: ['last_event_at', 'desc'],
  next: ['next_action_at', 'asc'],
};

/** The order a view begins with. */
export const USUAL_ORDER: Record<View, Order> = {
  inbox: 'waiting',
  returned: 'latest',
  mine: 'waiting',
  due: 'next',
  all: 'latest',
  conflicts: 'latest',
  overview: 'latest',
};

/** Statuses of cases that are not over. */
export const OPEN_STATUSES: readonly CaseStatus[] = [...CLIMBING_STATUSES, 'IN_PROGRESS'];

/** The statuses a view is about; none where it is about all. */
const VIEW_STATUSES: Partial<Record<View, readonly CaseStatus[]>> = {
  inbox: CLIMBING_STATUSES,
  returned: AGENT_STATUSES,
  mine: OPEN_STATUSES,
  due: OPEN_STATUSES,
};

/** Firestore splits a query into one for each combination of its `in` values, and takes no more of them than this. */
export const MOST_COMBINATIONS = 30;

/**
 * Whether the client waits for an agent since they last handled the case: `waiting_since` is always later than
 * `handled_at` where somebody does (see ingest/project-case.ts).
 */
export const isWaiting = ({ waiting_since, handled_at }: CaseDocument): boolean =>
  !!waiting_since && (!handled_at || waiting_since > handled_at);

/** Since when the client waits, to be shown: whom no agent has dealt with waits, though somebody has taken the case. */
export const waitsSince = (row: CaseDocument): string | undefined =>
  isWaiting(row) || CLIMBING_STATUSES.some((status) => status === row.status) ? row.waiting_since : undefined;

export const isOverdue = ({ next_action_at, status }: CaseDocument, now: string): boolean =>
  !!next_action_at && next_action_at <= now && OPEN_STATUSES.includes(status);

/** What a view reads. `now` is an ISO instant, `isUnread` what this device knows. */
export function queryOf(
  place: Place,
  order: Order,
  who: { readonly uid: string; readonly sites: Sites },
  now: string,
  isUnread: (row: CaseDocument) => boolean,
): CaseQuery {
  const ofView = VIEW_STATUSES[place.view];
  const picked = place.status.length ? place.status : ofView;
  const statuses = picked?.filter((status) => !place.status.length || !ofView || ofView.includes(status));
  const overdue = place.overdue || place.view === 'due';
  const owner = place.view === 'mine' ? 'me' : place.owner;
  const where: Condition[] = [...ofSites(who.sites, place.site)];
  const sites = where.length ? [where[0]![2]].flat().length : 1;
  const asked = !statuses || statuses.length * sites <= MOST_COMBINATIONS;
  if (statuses && asked) where.push(statuses.length === 1 ? ['status', '==', statuses[0]] : ['status', 'in', statuses]);
  if (place.intent) where.push(['intent', '==', place.intent]);
  if (owner !== 'any') where.push(['owner_uid', '==', owner === 'me' ? who.uid : '']);
  if (overdue) where.push(['next_action_at', '<=', now]);
  return {
    where,
    // What is overdue is asked for by its time, and Firestore orders by what it is asked for.
    orderBy: place.view === 'returned' ? ['waiting_since', 'desc'] : ORDER_BY[overdue ? 'next' : order],
    keeps: (row) =>
      (asked || !statuses || statuses.includes(row.status)) &&
      (place.view !== 'returned' || isWaiting(row)) &&
      (!place.unread || isUnread(row)),
  };
}

/** Cases whose lead's email begins so; `prefix` as it was typed. */
export function searchOf(prefix: string, sites: Sites): CaseQuery {
  const from = prefix.trim().normalize('NFC').toLowerCase();
  return {
    // U+F8FF is the last letter that an address may hold: every text that begins with the prefix is less.
    where: [...ofSites(sites, ''), ['lead_id', '>=', from], ['lead_id', '<', `${from}\uf8ff`]],
    orderBy: ['lead_id', 'asc'],
    keeps: () => true,
  };
}

/** The rules let an agent list only what the query itself binds to their sites. */
export function ofSites(sites: Sites, site: string): Condition[] {
  if (site && (sites === 'all' || sites.includes(site))) return [['site_id', '==', site]];
  if (sites === 'all') return [];
  return sites.length === 1 ? [['site_id', '==', sites[0]]] : [['site_id', 'in', sites.slice(0, MOST_COMBINATIONS)]];
}
