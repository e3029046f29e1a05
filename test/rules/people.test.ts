import {
  collection,
  collectionGroup,
  deleteField,
  doc,
  getDoc,
  getDocs,
  query,
  serverTimestamp,
  updateDoc,
  where,
} from 'firebase/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parts } from './commits.js';
import { conflict, first, next } from './scenarios.js';
import {
  ADMIN,
  AGENT,
  AUDITOR,
  allowed,
  ELSEWHERE,
  type Identity,
  INGEST,
  MIGRATE,
  NOBODY,
  STRANGER,
  startWorld,
  type World,
} from './world.js';

const EVERYONE = { NOBODY, STRANGER, ELSEWHERE, AGENT, ADMIN, AUDITOR, INGEST, MIGRATE };
type Name = keyof typeof EVERYONE;
const SITE = 'siam-visa-pro';

let world: World;
let paths: Record<'lead' | 'case' | 'event' | 'claim' | 'conflict' | 'erasure' | 'session' | 'checkpoint', string>;
beforeAll(async () => {
  world = await startWorld();
  const { given, commit } = conflict();
  const [path] = Object.keys(commit);
  const others = { erasure: 'erasures/x', session: 'audit_sessions/x', checkpoint: 'migrations/x' };
  paths = { ...parts(given[0]!).paths, conflict: path!, ...others };
  await world.given(...given, commit, ...Object.values(others).map((one) => ({ [one]: { a: 1 } })));
});
afterAll(() => world.stop());

const mayGet = (who: Identity, path: string) => allowed(getDoc(doc(world.as(who), path)));

describe('who gets one document', () => {
  it.each<[keyof typeof paths, Name[]]>([
    ['lead', ['AGENT', 'ADMIN', 'AUDITOR', 'INGEST', 'MIGRATE']],
    ['case', ['AGENT', 'ADMIN', 'AUDITOR', 'INGEST', 'MIGRATE']],
    ['event', ['AGENT', 'ADMIN', 'AUDITOR', 'INGEST', 'MIGRATE']],
    ['conflict', ['AGENT', 'ADMIN', 'AUDITOR', 'INGEST', 'MIGRATE']],
    ['claim', ['AUDITOR', 'INGEST', 'MIGRATE']],
    ['erasure', ['AUDITOR', 'INGEST', 'MIGRATE']],
    ['session', ['AUDITOR', 'INGEST', 'MIGRATE']],
    ['checkpoint', ['AUDITOR', 'MIGRATE']],
  ])('%s: %j', async (what, names) => {
    for (const [name, identity] of Object.entries(EVERYONE))
      expect([name, await mayGet(identity, paths[what])]).toEqual([name, names.includes(name as Name)]);
  });

  it('tells the ingest that a document is absent', async () => {
    for (const path of ['leads/none@example.com', 'cases/none', 'event_claims/none', 'erasures/none'])
      expect([path, await mayGet(INGEST, path)]).toEqual([path, true]);
  });
});

describe('who lists', () => {
  const ofSite = (site: string) => where('site_id', '==', site);
  it.each<[string, (who: Identity) => Promise<unknown>, Name[]]>([
    [
      'the cases of a site',
      (who) => getDocs(query(collection(world.as(who), 'cases'), ofSite(SITE))),
      ['AGENT', 'ADMIN', 'AUDITOR'],
    ],
    ['all cases', (who) => getDocs(collection(world.as(who), 'cases')), ['ADMIN', 'AUDITOR']],
    [
      'the leads of a site',
      (who) => getDocs(query(collection(world.as(who), 'leads'), where('site_ids', 'array-contains', SITE))),
      ['AGENT', 'ADMIN', 'AUDITOR'],
    ],
    ['all leads', (who) => getDocs(collection(world.as(who), 'leads')), ['ADMIN', 'AUDITOR']],
    [
      'the events of a case',
      (who) => getDocs(query(collection(world.as(who), `${paths.case}/events`), ofSite(SITE))),
      ['AGENT', 'ADMIN', 'AUDITOR'],
    ],
    [
      'the events of a site',
      (who) => getDocs(query(collectionGroup(world.as(who), 'events'), ofSite(SITE))),
      ['AGENT', 'ADMIN', 'AUDITOR'],
    ],
    ['all events', (who) => getDocs(collectionGroup(world.as(who), 'events')), ['ADMIN', 'AUDITOR']],
    [
      'the conflicts of a site',
      (who) => getDocs(query(collectionGroup(world.as(who), 'conflicts'), ofSite(SITE))),
      ['AGENT', 'ADMIN', 'AUDITOR'],
    ],
    ['all claims', (who) => getDocs(collection(world.as(who), 'event_claims')), ['AUDITOR']],
    ['all erasures', (who) => getDocs(collection(world.as(who), 'erasures')), ['AUDITOR']],
    ['the old sessions', (who) => getDocs(collection(world.as(who), 'audit_sessions')), ['AUDITOR', 'MIGRATE']],
  ])('%s', async (_title, list, names) => {
    for (const [name, identity] of Object.entries(EVERYONE))
      expect([name, await allowed(list(identity))]).toEqual([name, names.includes(name as Name)]);
  });
});

describe('an agent', () => {
  const now = () => ({ handled_at: serverTimestamp() });
  const status = () => ({ ...now(), status: 'WON', status_at: serverTimestamp() });
  const action = { next_action_at: '2026-04-01T09:00:00.000Z', next_action_by: 'agent-1' };
  const handle = (identity: Identity, path: string, fields: object) =>
    allowed(updateDoc(doc(world.as(identity), path), { ...fields }));
  const openCase = async (): Promise<string> => {
    const { commit } = first();
    await world.given(commit);
    return parts(commit).paths.case;
  };

  it.each<[string, () => object]>([
    ['takes a case', () => ({ ...now(), owner_uid: 'agent-1' })],
    ['sets a status', status],
    ['sets a status that events set', () => ({ ...status(), status: 'NEW' })],
    ['sets the next action', () => ({ ...now(), ...action })],
    ['clears the next action', () => ({ ...now(), next_action_at: deleteField(), next_action_by: 'agent-1' })],
  ])('%s', async (_title, fields) => {
    expect(await handle(AGENT, await openCase(), fields())).toBe(true);
  });

  it.each<[string, () => object, object]>([
    ['without saying when', status, { handled_at: new Date('2026-01-01') }],
    ['with a time of the device for the status', status, { status_at: new Date() }],
    ['with a status that is none', status, { status: 'DONE' }],
    ['with an owner that is no text', () => ({ ...now(), owner_uid: 'a' }), { owner_uid: 1 }],
    [
      'with an owner that is too long',
      () => ({ ...now(), owner_uid: 'a'.repeat(128) }),
      { owner_uid: 'a'.repeat(129) },
    ],
    ['without the owner field', () => ({ ...now(), owner_uid: 'a' }), { owner_uid: deleteField() }],
    ["in another's name", () => ({ ...now(), ...action }), { next_action_by: 'agent-2' }],
    ['with a next action at no time', () => ({ ...now(), ...action }), { next_action_at: 'soon' }],
    ['and the time of a status that stays', now, { status_at: serverTimestamp() }],
    ['and the intent', status, { intent: 'ELITE' }],
    ['and the lead', status, { lead_id: 'other@example.com' }],
    ['and the site', status, { site_id: 'other-site' }],
    ['and the score', status, { confidence_score: 1 }],
    ['and the last event', status, { last_event_at: '2027-01-01T00:00:00.000Z' }],
    ['and since when somebody waits', status, { waiting_since: '2027-01-01T00:00:00.000Z' }],
    ['and a field of their own', status, { vip: true }],
  ])('does not change a case %s', async (_title, fields, change) => {
    expect(await handle(AGENT, await openCase(), fields()), 'the unchanged twin').toBe(true);
    expect(await handle(AGENT, await openCase(), { ...fields(), ...change })).toBe(false);
  });

  it('of another site changes nothing, an admin does', async () => {
    for (const [name, identity] of Object.entries(EVERYONE))
      expect([name, await handle(identity, await openCase(), status())]).toEqual([name, /^A(GENT|DMIN)$/.test(name)]);
  });

  it('and everyone but ingest and migration cannot write what the ingest may', async () => {
    for (const [name, identity] of Object.entries(EVERYONE)) {
      const { given, commit } = next();
      await world.given(...given);
      expect([name, await world.allows(identity, commit)]).toEqual([name, /^(INGEST|MIGRATE)$/.test(name)]);
    }
  });
});

it('lets the ingest write a session, and the migration its checkpoints', async () => {
  const writers = async (path: string) => {
    const found: string[] = [];
    for (const [name, identity] of Object.entries(EVERYONE))
      if (await world.allows(identity, { [path]: { at: 1 } })) found.push(name);
    return found;
  };
  expect(await writers('audit_sessions/y')).toEqual(['INGEST', 'MIGRATE']);
  expect(await writers('migrations/backfill/leases/y')).toEqual(['MIGRATE']);
  expect(await writers('anything/y')).toEqual([]);
});
