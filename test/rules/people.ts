import { alone } from './alone.js';
import { type Commit, type Document, parts } from './commits.js';
import { conflict, first, next } from './scenarios.js';
import { claimOf, sessionOf, sessionPath } from './sessions.js';
import { committing, GONE, getting, listing, NOW, type Request, updating } from './wire.js';
import { ADMIN, AGENT, AUDITOR, ELSEWHERE, FORMER, INGEST, MIGRATE, NOBODY, SITELESS, STRANGER } from './world.js';

/** Everybody there is. */
export const EVERYONE = { NOBODY, STRANGER, FORMER, SITELESS, ELSEWHERE, AGENT, ADMIN, AUDITOR, INGEST, MIGRATE };
export type Name = keyof typeof EVERYONE;

/** Something asked of Firestore where something stands, and who of everybody may. */
export interface Access {
  readonly title: string;
  readonly given: readonly Commit[];
  readonly request: Request;
  /** What the request leaves changed, as it was before. */
  readonly before: Commit;
  readonly who: readonly Name[];
}

const SITE = 'siam-visa-pro';
const READERS: readonly Name[] = ['AGENT', 'ADMIN', 'AUDITOR', 'INGEST', 'MIGRATE'];
const MACHINES: readonly Name[] = ['AUDITOR', 'INGEST', 'MIGRATE'];
const DESK: readonly Name[] = ['AGENT', 'ADMIN', 'AUDITOR'];
const BUREAU: readonly Name[] = ['ADMIN', 'AUDITOR'];

/** One document of each kind, of a lead on one site, and another lead's on a site where nobody works. */
export function reads(): Access[] {
  const { given, commit } = conflict();
  const { paths } = parts(given[0]!); // a conflict stands beside a claim
  const [conflictPath] = Object.keys(commit) as [string];
  const others = first({ site: 'third-site' }).commit;
  const unlike = { 'event_claims/x/conflicts/y': { site_id: 'third-site' } };
  const small = ['erasures/x', 'audit_sessions/x', 'migrations/x', 'migrations/x/leases/y', 'anything/x'];
  const standing = [...given, commit, others, unlike, ...small.map((path) => ({ [path]: { a: 1 } }))];
  const read = (title: string, request: Request, who: readonly Name[]): Access => ({
    title,
    given: standing,
    request,
    before: {},
    who,
  });
  const get = (title: string, path: string, who: readonly Name[]) => read(`gets ${title}`, getting(path), who);
  const list = (title: string, of: string, who: readonly Name[], site?: string) =>
    read(`lists ${title}`, listing(of, site ? ['site_id', 'EQUAL', site] : undefined), who);
  const third = parts(others).paths;
  return [
    get('a lead', paths.lead, READERS),
    get('a case', paths.case, READERS),
    get('an event', paths.event, READERS),
    get('a conflict', conflictPath, READERS),
    get('a claim', paths.claim, MACHINES),
    get('an erasure', 'erasures/x', MACHINES),
    get('a session', 'audit_sessions/x', MACHINES),
    get('a checkpoint', 'migrations/x', ['AUDITOR', 'MIGRATE']),
    get('a lease', 'migrations/x/leases/y', ['AUDITOR', 'MIGRATE']),
    get('anything else', 'anything/x', []),
    get("another site's lead", third.lead, ['ADMIN', ...MACHINES]),
    get("another site's case", third.case, ['ADMIN', ...MACHINES]),
    get("another site's event", third.event, ['ADMIN', ...MACHINES]),
    get("another site's conflict", 'event_claims/x/conflicts/y', ['ADMIN', ...MACHINES]),
    // Who may write has to be told that nothing is there yet.
    ...['leads', 'cases', 'event_claims', 'erasures', 'audit_sessions'].map((of) =>
      get(`nothing in ${of}`, `${of}/none`, MACHINES),
    ),
    get('no event', 'cases/none/events/none', MACHINES),
    get('no conflict', 'event_claims/none/conflicts/none', MACHINES),
    list('the cases of a site', 'cases', DESK, SITE),
    list("another site's cases", 'cases', BUREAU, 'third-site'),
    list('all cases', 'cases', BUREAU),
    read('lists the leads of a site', listing('leads', ['site_ids', 'ARRAY_CONTAINS', SITE]), DESK),
    read("lists another site's leads", listing('leads', ['site_ids', 'ARRAY_CONTAINS', 'third-site']), BUREAU),
    list('all leads', 'leads', BUREAU),
    list('the events of a case', `${paths.case}/events`, DESK, SITE),
    list('the events of a case without naming the site', `${paths.case}/events`, BUREAU),
    list('the events of a site', '**/events', DESK, SITE),
    list("another site's events", '**/events', BUREAU, 'third-site'),
    list('all events', '**/events', BUREAU),
    list('the conflicts of a site', '**/conflicts', DESK, SITE),
    list("another site's conflicts", '**/conflicts', BUREAU, 'third-site'),
    list('all conflicts', '**/conflicts', BUREAU),
    list('the conflicts of an event', `${paths.claim}/conflicts`, DESK, SITE),
    list('all claims', 'event_claims', ['AUDITOR']),
    list('all erasures', 'erasures', ['AUDITOR']),
    list('the old sessions', 'audit_sessions', ['AUDITOR', 'MIGRATE']),
    list('the checkpoints', 'migrations', ['AUDITOR', 'MIGRATE']),
    list('anything else', 'anything', []),
  ];
}

/** What an agent does with a case. `agent-1` is the agent of the site. */
const now = { handled_at: NOW };
const status = { ...now, status: 'WON', status_at: NOW };
const owner = { ...now, owner_uid: 'agent-1' };
const action = { ...now, next_action_at: '2026-04-01T09:00:00.000Z', next_action_by: 'agent-1' };
const longest = { ...now, owner_uid: 'a'.repeat(128) };

/** What an agent may change. */
export const HANDLED: [string, Document][] = [
  ['opens a case', now],
  ['takes a case', owner],
  ['gives a case to whoever has the longest uid', longest],
  ['sets a status', status],
  ...['NEW', 'CALL_REQUESTED', 'CALL_SCHEDULED', 'IN_PROGRESS', 'LOST', 'CLOSED'].map((one): [string, Document] => [
    `sets the status ${one}`,
    { ...status, status: one },
  ]),
  ['sets the next action', action],
  ['clears the next action', { ...now, next_action_at: GONE, next_action_by: 'agent-1' }],
  ['does all at once', { ...status, ...owner, ...action }],
];

/** What an agent may not: each an allowed change with one thing more, or another. */
export const MISHANDLED: [string, Document, Document][] = [
  ['without saying when', status, { handled_at: new Date('2026-01-01') }],
  ['with a time of the device for the status', status, { status_at: new Date() }],
  ['with a status that is none', status, { status: 'DONE' }],
  ['with a status that only begins like one', status, { status: 'WONDER' }],
  ['with an owner that is no text', owner, { owner_uid: 1 }],
  ['with an owner that is too long', longest, { owner_uid: 'a'.repeat(129) }],
  ['without the owner field', owner, { owner_uid: GONE }],
  ['without the status field', status, { status: GONE }],
  ["in another's name", action, { next_action_by: 'agent-2' }],
  ['in the name of a booking', action, { next_action_by: 'calendly' }],
  [
    'with a next action by nobody',
    { ...now, next_action_at: action.next_action_at, next_action_by: 'agent-1' },
    { next_action_by: GONE },
  ],
  ['with a next action at no time', action, { next_action_at: 'soon' }],
  ['with the time of a status that stays', now, { status_at: NOW }],
  ['with the status but not its time', status, { status_at: GONE }],
  ...[
    'lead_id',
    'site_id',
    'intent',
    'case_id',
    'created_at',
    'first_event_at',
    'first_event_id',
    'last_event_at',
    'last_event_id',
    'confidence_at',
    'confidence_event_id',
    'waiting_since',
    'next_action_from',
    'continues',
    'vip',
  ].map((field): [string, Document, Document] => [`and its ${field}`, status, { [field]: '2027-01-01T00:00:00.000Z' }]),
  ['and its score', status, { confidence_score: 1 }],
  ['and what it was opened with', status, { created_at: GONE }],
];

/** Changes of cases, sessions and checkpoints, and who may make them. */
export function writes(): Access[] {
  const handling = (title: string, fields: Document, who: readonly Name[]): Access => {
    const { commit } = first();
    const { paths, case: opened } = parts(commit);
    return { title, given: [commit], request: updating(paths.case, fields), before: { [paths.case]: opened }, who };
  };
  const writing = (
    title: string,
    path: string,
    given: Document | undefined,
    request: Request,
    who: readonly Name[],
  ): Access => ({
    title,
    given: given ? [{ [path]: given }] : [],
    request,
    before: { [path]: given ?? null },
    who,
  });
  const at = (path: string) => updating(path, { at: 2 });
  const created = (path: string, who: readonly Name[]) =>
    writing(`creates ${path}`, path, undefined, committing({ [path]: { at: 2 } }), who);
  const changed = (path: string, who: readonly Name[]) => writing(`changes ${path}`, path, { at: 1 }, at(path), who);
  const deleted = (path: string) => writing(`deletes ${path}`, path, { at: 1 }, committing({ [path]: null }), []);
  const ofSession = (title: string, id: string, before: Document | undefined, who: readonly Name[]): Access => ({
    title,
    given: [claimOf(id), ...(before ? [{ [sessionPath(id)]: before }] : [])],
    request: committing(sessionOf(id)),
    before: { [sessionPath(id)]: before ?? null },
    who,
  });
  const sessions: readonly Name[] = ['INGEST', 'MIGRATE'];
  return [
    ...HANDLED.map(([title, fields]) =>
      handling(title, fields, ['AGENT', ...(mine(fields) ? [] : (['ADMIN'] as const))]),
    ),
    handling('sets the next action as an admin', { ...action, next_action_by: 'admin-1' }, ['ADMIN']),
    ...MISHANDLED.map(([title, fields, change]) => handling(`changes a case ${title}`, { ...fields, ...change }, [])),
    ofSession('creates a session', 'new', undefined, sessions),
    ofSession('changes a session', 'old', { session_id: 'old', email: 'ana@example.com' }, sessions),
    deleted('audit_sessions/kept'),
    created('migrations/backfill/leases/new', ['MIGRATE']),
    changed('migrations/old', ['MIGRATE']),
    deleted('migrations/kept'),
    writing(
      'deletes what a backfill put aside',
      'migrations/backfill/spool/x',
      { text: '' },
      committing({ 'migrations/backfill/spool/x': null }),
      ['MIGRATE'],
    ),
    created('erasures/new', []),
    created('anything/new', []),
    ingested(),
    ...alone(),
  ];
}

/** Whether only the agent named in it may make the change. */
const mine = (fields: Document) => 'next_action_by' in fields;

const ingested = (): Access => {
  const { given, commit } = next();
  const before = Object.fromEntries(Object.keys(commit).map((path) => [path, given[0]?.[path] ?? null]));
  return {
    title: 'writes what the ingest may',
    given,
    request: committing(commit),
    before,
    who: ['INGEST', 'MIGRATE'],
  };
};
