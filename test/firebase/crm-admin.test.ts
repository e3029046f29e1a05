import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firebaseAccounts } from '../../src/firebase/accounts.js';
import { firestoreStore } from '../../src/firebase/store.js';
import type { Command, Io } from '../../src/migrate/command.js';
import * as eraseCommand from '../../src/migrate/erase-command.js';
import * as exportCommand from '../../src/migrate/export-command.js';
import * as grantCommand from '../../src/migrate/grant-command.js';
import * as rebuildCommand from '../../src/migrate/rebuild-command.js';
import * as verifyCommand from '../../src/migrate/verify-command.js';
import { type ByHand, byHand } from '../support/by-hand.js';
import { called } from '../support/crm-admin.js';
import { emptied } from '../support/firestore-dump.js';
import { putSessions } from '../support/legacy-collection.js';
import { legacySessions, type MadeSession } from '../support/legacy-sessions.js';
import { ingestSessions } from '../support/migrated.js';
import { type Emulated, startEmulated } from './emulated.js';

const SESSIONS: MadeSession[] = [...legacySessions(9, 12)];
/** Somebody who has events. */
const SOMEBODY = SESSIONS.find(({ truth }) => truth.events.length)!.truth.lead!;

/** A text that somewhere says so. */
const says = (pattern: RegExp) => expect.stringMatching(pattern);

const COMMANDS = {
  verify: verifyCommand,
  rebuild: rebuildCommand,
  export: exportCommand,
  erase: eraseCommand,
  grant: grantCommand,
};

let env: Record<string, string> = {};
const call = async ({ run }: Command, args: string[], more?: Partial<Io>) => {
  const { ended, out, notes } = called(run, args, env, more);
  const code = await ended.catch((error: Error) => `${error.name}: ${error.message}`);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
};

describe('crm-admin', () => {
  let emulated: Emulated;
  let hand: ByHand;
  beforeAll(async () => {
    emulated = await startEmulated();
    const { host } = new URL(emulated.session.firestoreUrl);
    process.env.FIRESTORE_EMULATOR_HOST = host;
    env = {
      FIRESTORE_EMULATOR_HOST: host,
      FIREBASE_AUTH_EMULATOR_HOST: process.env.FIREBASE_AUTH_EMULATOR_HOST!,
      GCLOUD_PROJECT: emulated.session.projectId,
      SITES: 'siam-visa-pro,other-site',
    };
    hand = byHand(host);
  });
  afterAll(() => emulated?.stop());
  beforeEach(async () => {
    await emptied(env.FIRESTORE_EMULATOR_HOST!);
    await putSessions(env.FIRESTORE_EMULATOR_HOST!, SESSIONS);
    await ingestSessions(SESSIONS, firestoreStore(emulated.session));
  });

  test('verify ends with 0 where it is safe to switch, and says until when', async () => {
    const { code, out } = await call(verifyCommand, []);
    expect({ code }).toEqual({ code: 0 });
    expect(out).toMatch(/sessions read +12\n/);
    expect(out).toMatch(/No difference\.\nIt is safe to switch, until 20/);
  });

  test('verify keeps its result, which holds for 24 hours', async () => {
    expect((await call(verifyCommand, ['--status'])).code).toBe(1);
    expect((await call(verifyCommand, ['--json'])).code).toBe(0);
    expect(await call(verifyCommand, ['--status'])).toMatchObject({ code: 0, out: says(/^Clean at/) });
    const tomorrow = { now: () => new Date(Date.now() + 24 * 60 * 60_000) };
    expect(await call(verifyCommand, ['--status'], tomorrow)).toMatchObject({ code: 1, out: says(/stale since/) });
  });

  test('verify names what is wrong in the table and as JSON, ends with 1, and forgets that it was clean', async () => {
    await call(verifyCommand, []);
    const [path] = [...(await hand.all('events')).keys()];
    await hand.remove(path!);
    const { code, out } = await call(verifyCommand, []);
    expect(code).toBe(1);
    expect(out).toMatch(/1 difference:\n\n {2}event_lost \(1\): a claim stands/);
    const json = JSON.parse((await call(verifyCommand, ['--json'])).out);
    expect(json).toMatchObject({ verdict: 'differences', differences: [{ name: 'event_lost', thing: 'event' }] });
    expect(await call(verifyCommand, ['--status'])).toMatchObject({ code: 1, out: says(/^Not clean/) });
    await hand.undo();
  });

  test('verify does not call an empty database safe', async () => {
    await emptied(env.FIRESTORE_EMULATOR_HOST!);
    expect(await call(verifyCommand, [])).toMatchObject({ code: 1, out: says(/is this the right project/) });
  });

  test('rebuild --check names the fields of a case that its events do not give', async () => {
    expect(await call(rebuildCommand, ['--check'])).toMatchObject({ code: 0, out: says(/No difference/) });
    const [path] = [...(await hand.all('cases')).keys()];
    await hand.edit(path!, { waiting_since: '2020-01-01T00:00:00.000Z' });
    const { code, out } = await call(rebuildCommand, ['--check']);
    expect(code).toBe(1);
    expect(out).toContain(`${path}  differs in waiting_since`);
    expect((await call(rebuildCommand, [])).code).toMatch(/WrongUse: rebuild: give --check/);
    await hand.undo();
  });

  test('export gives all that is stored of a person, to a file that only its owner can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crm-export-'));
    const file = join(folder, 'person.json');
    expect((await call(exportCommand, [` ${SOMEBODY.toUpperCase()} `, '--out', file])).code).toBe(0);
    const exported = JSON.parse(readFileSync(file, 'utf8'));
    const own = SESSIONS.filter(({ truth }) => truth.lead === SOMEBODY);
    expect(exported).toMatchObject({ email: SOMEBODY, lead: { email: SOMEBODY } });
    expect(exported.audit_sessions.map(({ id }: { id: string }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
    expect(exported.cases.flatMap(({ events }: { events: unknown[] }) => events)).toHaveLength(
      own.flatMap(({ truth }) => truth.events).length,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await call(exportCommand, [SOMEBODY, '--out', file])).code).toMatch(/WrongUse: .*cannot be written/);
    rmSync(folder, { recursive: true });
    expect(await call(exportCommand, ['nobody@example.com'])).toMatchObject({
      code: 1,
      notes: says(/Nothing is stored/),
    });
  });

  test('erase lists first, takes nothing but the address for a yes, and then erases', async () => {
    expect((await call(eraseCommand, [SOMEBODY])).code).toMatch(/WrongUse: erase: nobody is at a terminal/);
    const listed = await call(eraseCommand, [SOMEBODY, '--dry-run']);
    expect(listed).toMatchObject({ code: 0, out: says(/lead +1/), notes: says(/nothing was changed/) });
    expect(await call(eraseCommand, [SOMEBODY], { ask: async () => 'yes' })).toMatchObject({
      code: 1,
      notes: says(/nothing was changed/),
    });
    expect((await call(exportCommand, [SOMEBODY])).code).toBe(0);
    expect(await call(eraseCommand, [SOMEBODY], { ask: async () => SOMEBODY })).toMatchObject({
      code: 0,
      out: says(/Erased/),
    });
    expect(await call(exportCommand, [SOMEBODY])).toMatchObject({ code: 1, notes: says(/Erased at/) });
    expect((await call(verifyCommand, [])).code).toBe(0);
  });

  test('grant says what somebody had before, replaces it, and leaves the claims of others alone', async () => {
    const email = 'agent@example.org';
    expect(await call(grantCommand, [email, '--role', 'admin'])).toMatchObject({ code: 1, notes: says(/no account/) });
    expect(
      await call(grantCommand, [email, '--role', 'agent', '--sites', 'siam-visa-pro, other', '--create']),
    ).toMatchObject({
      code: 0,
      out: says(/agent on siam-visa-pro, other; before: nothing/),
      notes: says(/other is not among the sites/),
    });
    const accounts = firebaseAccounts(emulated.session.projectId);
    const { uid } = (await accounts.find(email))!;
    await accounts.setClaims(uid, { role: 'agent', sites: ['siam-visa-pro'], beta: true });
    expect((await call(grantCommand, [email, '--role', 'admin'])).out).toMatch(
      /admin, on every site; before: agent on siam/,
    );
    expect((await accounts.find(email))?.claims).toEqual({ role: 'admin', beta: true });
    expect((await call(grantCommand, [email])).out).toMatch(/admin, on every site$/);
    expect((await call(grantCommand, [email, '--revoke'])).out).toMatch(/: nothing; before: admin/);
    expect((await accounts.find(email))?.claims).toEqual({ beta: true });
  });
});

test.each([
  ['grant', ['a@example.com', '--role', 'ingest'], /--role must be agent or admin, received ingest/],
  ['grant', ['a@example.com', '--role', 'agent'], /give the sites of an agent/],
  ['grant', ['a@example.com', '--role', 'admin', '--sites', 'x'], /leave out --sites/],
  ['grant', ['a@example.com', '--sites', 'x'], /give --role/],
  ['grant', ['a@example.com', '--revoke', '--role', 'admin'], /--revoke goes alone/],
  ['grant', ['nobody'], /nobody is no email address/],
  ['export', [], /give one email address/],
  ['erase', ['a@example.com', 'b@example.com'], /give one email address/],
  ['verify', ['--jsn'], /Unknown option '--jsn'/],
] as const)('%s says what is wrong with %j', async (name, args, message) => {
  expect((await call(COMMANDS[name], [...args])).code).toMatch(message);
});
