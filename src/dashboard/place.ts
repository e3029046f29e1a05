import { CASE_STATUSES, type CaseStatus } from '../schema/case-status.js';

/** The views, in the order of the sidebar. */
export const VIEWS = ['inbox', 'returned', 'mine', 'due', 'all', 'conflicts', 'overview'] as const;
export type View = (typeof VIEWS)[number];

/** Whether a view is a list of cases, which keys go through. */
export const isList = (view: View): boolean => view !== 'overview' && view !== 'conflicts';

/** Who waits longest; what happened last; what is to be done next. */
export const ORDERS = ['waiting', 'latest', 'next'] as const;
export type Order = (typeof ORDERS)[number];

/** Whose cases: everybody's, mine, nobody's. */
export const OWNERS = ['any', 'me', 'nobody'] as const;
export type Owner = (typeof OWNERS)[number];

/** What the page shows, as its address says it. Nothing in it tells who a client is: ids of cases are hashes. */
export interface Place {
  readonly view: View;
  readonly status: readonly CaseStatus[];
  /** Empty: any. */
  readonly intent: string;
  readonly site: string;
  readonly owner: Owner;
  readonly overdue: boolean;
  readonly unread: boolean;
  /** Absent: the view's own, or the one last chosen there. */
  readonly order?: Order | undefined;
  /** The open case. */
  readonly caseId?: string | undefined;
}

export const HOME: Place = {
  view: 'inbox',
  status: [],
  intent: '',
  site: '',
  owner: 'any',
  overdue: false,
  unread: false,
};

const oneOf = <T extends string>(known: readonly T[], text: string | null): T | undefined =>
  known.find((one) => one === text);

/** Reads `?view=…`; what it does not know it takes as absent, so that an old bookmark opens something. */
export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  const wanted = (query.get('status') ?? '').split('.');
  const order = oneOf(ORDERS, query.get('order'));
  const view = oneOf(VIEWS, query.get('view')) ?? HOME.view;
  // Beside the overview no case has a place.
  const caseId = view === 'overview' ? null : query.get('case');
  return {
    view,
    status: CASE_STATUSES.filter((status) => wanted.includes(status)),
    intent: query.get('intent') ?? '',
    site: query.get('site') ?? '',
    owner: oneOf(OWNERS, query.get('owner')) ?? 'any',
    overdue: query.has('overdue'),
    unread: query.has('unread'),
    ...(order && { order }),
    ...(caseId && /^[0-9a-f]{64}$/.test(caseId) && { caseId }),
  };
}

/** The address of a place, beginning with `?`; what is as it is at home is left out. */
export function writePlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.view !== HOME.view) query.set('view', place.view);
  if (place.status.length) query.set('status', place.status.join('.'));
  if (place.intent) query.set('intent', place.intent);
  if (place.site) query.set('site', place.site);
  if (place.owner !== 'any') query.set('owner', place.owner);
  if (place.overdue) query.set('overdue', '');
  if (place.unread) query.set('unread', '');
  if (place.order) query.set('order', place.order);
  if (place.caseId) query.set('case', place.caseId);
  return `?${query}`.replace(/=(?=&|$)/g, '');
}

/** How many filters narrow the view. */
export const filtersOf = (place: Place): number =>
  [place.status.length, place.intent, place.site, place.owner !== 'any', place.overdue, place.unread].filter(Boolean)
    .length;
