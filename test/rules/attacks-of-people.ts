import { LATE, OTHER } from './changes.js';
import { type Commit, type Document, parts } from './commits.js';
import { first, next } from './scenarios.js';
import { claimOf, sessionOf } from './sessions.js';
import {
  committing,
  counting,
  GONE,
  getting,
  type Identity,
  listing,
  NOW,
  oneByOne,
  type Request,
  updating,
} from './wire.js';
import { AGENT, INGEST, MIGRATE, NOBODY, STRANGER } from './world.js';

/** What somebody is allowed, and what they try instead. */
export interface Trespass {
  readonly title: string;
  readonly given: readonly Commit[];
  readonly allowed: { who: Identity; request: Request };
  readonly attack: { who: Identity; request: Request };
}

const THEIRS = 'third-site';
const site = (name: string) => ['site_id', 'EQUAL', name] as const;
const onSites = (name: string) => ['site_ids', 'ARRAY_CONTAINS', name] as const;
const OURS = 'siam-visa-pro';

/** With an agent's token: the same as is theirs to see or do, elsewhere or with more. */
export function stolenAgent(): Trespass[] {
  const ours = first().commit;
  const theirs = first({ site: THEIRS }).commit;
  const [own, others] = [parts(ours), parts(theirs)];
  const status = { handled_at: NOW, status: 'LOST', status_at: NOW };
  const whole = { ...own.case, owner_uid: 'agent-1' };
  const trespass = (title: string, allowed: Request, attack: Request): Trespass => ({
    title,
    given: [ours, theirs],
    allowed: { who: AGENT, request: allowed },
    attack: { who: AGENT, request: attack },
  });
  const listed = (title: string, of: string, condition?: readonly [string, string, string]) =>
    trespass(title, listing(of, (of === 'leads' ? onSites : site)(OURS)), listing(of, condition));
  const read = (title: string, path: string) => trespass(title, getting(own.paths.lead), getting(path));
  const writes = (title: string, path: string, changes: Document) =>
    trespass(title, updating(own.paths.case, status), updating(path, changes));
  const commits = (title: string, commit: Commit) =>
    trespass(title, updating(own.paths.case, status), committing(commit));
  return [
    listed('lists all cases', 'cases'),
    listed("lists another site's cases", 'cases', site(THEIRS)),
    listed('lists cases by another field', 'cases', ['status', 'EQUAL', 'AUDIT_DONE']),
    listed('lists all leads', 'leads'),
    listed("lists another site's leads", 'leads', onSites(THEIRS)),
    listed('lists all events', '**/events'),
    listed("lists another site's events", '**/events', site(THEIRS)),
    listed('lists events by lead', '**/events', ['lead_id', 'EQUAL', String(others.lead.email)]),
    listed('lists all conflicts', '**/conflicts'),
    trespass('counts all cases', counting('cases', site(OURS)), counting('cases')),
    trespass("counts another site's events", counting('**/events', site(OURS)), counting('**/events', site(THEIRS))),
    trespass("counts another site's leads", counting('leads', onSites(OURS)), counting('leads', onSites(THEIRS))),
    trespass('lists claims', listing('cases', site(OURS)), listing('event_claims')),
    trespass('lists erasures', listing('cases', site(OURS)), listing('erasures')),
    trespass('lists old sessions', listing('cases', site(OURS)), listing('audit_sessions')),
    trespass('lists what is anywhere', listing('cases', site(OURS)), listing('**/cases')),
    read("reads another site's lead", others.paths.lead),
    read("reads another site's case", others.paths.case),
    read("reads another site's event", others.paths.event),
    read('reads a claim', own.paths.claim),
    writes("handles another site's case", others.paths.case, status),
    writes('moves a case to another site', own.paths.case, { ...status, site_id: THEIRS }),
    writes('raises a score', own.paths.case, { ...status, confidence_score: 100 }),
    writes('lowers last_event_at', own.paths.case, { ...status, last_event_at: '2020-01-01T00:00:00.000Z' }),
    writes('removes who opened a case', own.paths.case, { ...status, first_event_id: GONE }),
    writes('antedates its work', own.paths.case, { ...status, handled_at: new Date('2020-01-01') }),
    writes('gives itself a site in a case', own.paths.case, { ...status, sites: [THEIRS] }),
    writes('writes a huge owner', own.paths.case, { ...status, owner_uid: 'x'.repeat(900_000) }),
    writes('renames a lead', own.paths.lead, { name: 'Nobody' }),
    writes('gives a lead its site', others.paths.lead, { site_ids: [OURS] }),
    writes('rewrites an event', own.paths.event, { 'payload.confidence_score': 100 }),
    writes('marks a claim erased', own.paths.claim, { erased_at: LATE }),
    commits('replaces a case', { [own.paths.case]: whole }),
    commits('deletes a case', { [own.paths.case]: null }),
    commits('deletes a lead', { [own.paths.lead]: null }),
    commits('deletes an event', { [own.paths.event]: null }),
    commits('deletes a claim', { [own.paths.claim]: null }),
    commits('makes an erasure', { [`erasures/${OTHER}`]: { erased_at: LATE } }),
    commits('writes an event of its own', first().commit),
    commits('writes a session', sessionOf('x')),
  ];
}

/** Without a token, or with one that says nothing: what the ingest and an agent may. */
export function stolenNothing(): Trespass[] {
  return (
    [
      [NOBODY, 'nobody'],
      [STRANGER, 'a stranger'],
    ] as const
  ).flatMap(([who, name]) => {
    const { given, commit } = next();
    const ours = first().commit;
    const { paths } = parts(ours);
    const trespass = (title: string, by: Identity, request: Request): Trespass => ({
      title: `${name} ${title}`,
      given: [...given, ours],
      allowed: { who: by, request },
      attack: { who, request },
    });
    return [
      trespass('handles a case', AGENT, updating(paths.case, { handled_at: NOW, owner_uid: 'agent-1' })),
      ...[paths.lead, paths.case, paths.event].map((path) =>
        trespass(`reads ${path.split('/').at(-2)}`, AGENT, getting(path)),
      ),
      trespass('reads a claim', INGEST, getting(paths.claim)),
      trespass('lists cases', AGENT, listing('cases', site(OURS))),
      trespass('lists leads', AGENT, listing('leads', onSites(OURS))),
      trespass('lists events', AGENT, listing('**/events', site(OURS))),
      trespass('lists conflicts', AGENT, listing('**/conflicts', site(OURS))),
      trespass('writes an event', INGEST, committing(commit)),
      {
        ...trespass('writes a session', INGEST, committing(sessionOf('by-nobody'))),
        given: [...given, ours, claimOf('by-nobody')],
      },
    ];
  });
}

const ANYWHERE = [
  'leads',
  'cases',
  '**/events',
  'event_claims',
  '**/conflicts',
  'erasures',
  'audit_sessions',
  'migrations',
  '**/cases',
  '**/leads',
];

/** With the ingest's token: everything that lists or counts, and its own commits without what ties them together. */
export function listingEverything(): Trespass[] {
  const { commit } = first();
  const { paths } = parts(commit);
  const reads = (title: string, request: Request): Trespass => ({
    title,
    given: [commit],
    allowed: { who: INGEST, request: getting(paths.lead) },
    attack: { who: INGEST, request },
  });
  const loose = [first(), next()].map(
    (of): Trespass => ({
      title: 'writes each document of an event by itself',
      given: of.given,
      allowed: { who: INGEST, request: committing(of.commit) },
      attack: { who: INGEST, request: oneByOne(of.commit) },
    }),
  );
  return [
    ...[...ANYWHERE, `${paths.case}/events`].map((of) => reads(`lists ${of.replace(/\w{64}/, '…')}`, listing(of))),
    ...ANYWHERE.map((of) => reads(`counts ${of}`, counting(of))),
    ...loose,
  ];
}

/** With the migration's token: it lists the old collection, and nothing else. */
export const migratingElsewhere = (): Trespass[] =>
  ANYWHERE.filter((of) => !['audit_sessions', 'migrations'].includes(of)).map((of) => ({
    title: `lists ${of}`,
    given: [],
    allowed: { who: MIGRATE, request: listing('audit_sessions') },
    attack: { who: MIGRATE, request: listing(of) },
  }));
