import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firestoreRuns } from '../../src/firebase/runs.js';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import { run as backfill } from '../../src/migrate/backfill-command.js';
import type { ExitCode, Io } from '../../src/migrate/command.js';
import { mapSession } from '../../src/migrate/legacy.js';
import { run as pause } from '../../src/migrate/pause-command.js';
import { run as resume } from '../../src/migrate/resume-command.js';
import { begun } from '../../src/migrate/run.js';
import { run as status } from '../../src/migrate/status-command.js';
import { type Called, called } from '../support/crm-admin.js';
import { dumped, emptied, putDocument } from '../support/firestore-dump.js';
import { type FirestoreProxy, startProxy } from '../support/firestore-proxy.js';
import { asFound, putSessions } from '../support/legacy-collection.js';
import { legacySessions, type MadeSession } from '../support/legacy-sessions.js';
import { type Emulated, startEmulated } from './emulated.js';

let emulated: Emulated;
let firestore: string;
let proxy: FirestoreProxy;
let env: Record<string, string>;
let onCall = () => {};
beforeAll(async () => {
  emulated = await startEmulated();
  firestore = new URL(emulated.session.firestoreUrl).host;
  proxy = await startProxy(firestore, { answered: () => onCall() });
  env = { FIRESTORE_EMULATOR_HOST: proxy.host, FIREBASE_AUTH_EMULATOR_HOST: process.env.FIREBASE_AUTH_EMULATOR_HOST! };
});
afterAll(async () => {
  await proxy?.stop();
  await emulated?.stop();
});
beforeEach(async () => {
  onCall = () => {};
  await emptied(firestore);
  proxy.clear();
});

type Run = (args: readonly string[], io: Io) => Promise<ExitCode>;
const call = (run: Run, args: readonly string[] = [], more: Partial<Io> = {}): Called => called(run, args, env, more);
const FAST = ['--rate', 'off'];

/** Ids of events and where they are, of all that made sessions give. */
const idsOf = (sessions: readonly MadeSession[]): string[] =>
  [...new Set(sessions.flatMap((one) => mapSession(asFound(one)).events.map(({ event_id }) => event_id)))].sort();
const eventsIn = (documents: object): string[] =>
  Object.keys(documents)
    .filter((path) => path.includes('/events/'))
    .map((path) => path.split('/')[3]!)
    .sort();

/** An audit of one lead, so many days after the first. */
const auditAt = (id: string, days: number, more: object = {}): Pick<MadeSession, 'id' | 'data'> => ({
  id,
  data: {
    email: 'Ana@Example.com',
    visa_type: 'DTV',
    audit_status: 'VALID',
    confidence_score: 80,
    created_at: new Date(Date.parse('2026-01-01T00:00:00.000Z') + days * 86_400_000).toISOString(),
    ...more,
  },
});

describe('a backfill', () => {
  test('writes what the sessions give, reports each that gave nothing, and reads each of them once', async () => {
    const made = [...legacySessions(3, 200)];
    await putSessions(firestore, made);
    const done = call(backfill, FAST);
    expect(await done.ended, done.notes.join('\n')).toBe(0);

    const documents = await emulated.documents();
    expect(eventsIn(documents)).toEqual(idsOf(made));
    const count = (collection: string) => Object.keys(documents).filter((path) => path.split('/')[0] === collection);
    const opened = count('cases').filter((path) => !path.includes('/events/')).length;
    const sums = done.out.join('\n');
    expect(sums).toMatch(new RegExp(`sessions read +${made.length}\n`));
    expect(sums).toMatch(new RegExp(`events written +${idsOf(made).length}\n`));
    expect(sums).toMatch(new RegExp(`cases opened +${opened}\n`));
    expect(sums).toMatch(new RegExp(`leads opened +${count('leads').length}`));
    const skipped = done.out.filter((line) => line.startsWith('skipped  ')).map((line) => line.split('  ').slice(1, 4));
    const expected = made.flatMap(({ id, truth }) => truth.skips.map((skip) => [id, ...skip.split(' ')]));
    expect(skipped.sort()).toEqual(expected.sort());

    const reads = proxy.calls.flatMap(({ read }) => read).filter((path) => /^(audit_sessions|migrations)\//.test(path));
    const counted = proxy.calls.reduce((sum, one) => sum + Math.ceil(one.counted / 1000), 0);
    expect(reads.filter((path) => path.startsWith('audit_sessions/'))).toHaveLength(made.length);
    expect(reads.length + counted).toBeLessThanOrEqual(1.05 * made.length);
  });

  test('never splits a case: sessions come by id, and are written by time', async () => {
    // By id first the first, then one 50 days later, then what lies between.
    await putSessions(firestore, [auditAt('a', 0), auditAt('b', 50), auditAt('c', 25), auditAt('d', 26)]);
    expect(await call(backfill, FAST).ended).toBe(0);
    const cases = Object.entries(await emulated.documents()).filter(([path]) => /^cases\/[^/]+$/.test(path));
    expect(cases.map(([, { continues }]) => continues)).toEqual([undefined]);
  });

  test('writes nothing twice and misses nothing while pages send the same sessions', async () => {
    const made = [...legacySessions(4, 150, { skipped: 0 })];
    await putSessions(firestore, made);
    const running = call(backfill, [...FAST, '--page', '20']);
    const store = firestoreStore(emulated.session);
    const now = new Date().toISOString();
    // In the page's own form, a third of them otherwise than the old collection has it; from the end on, so that they meet.
    const live = async (one: MadeSession, i: number) => {
      const { events, siteId: site_id } = mapSession(asFound(one));
      const sent = events.map((event) => (i % 3 ? event : { ...event, summary: { text: 'as the page has it' } }));
      for (let open: object[] = sent; open.length; ) {
        const { results } = await ingest({ v: 1, site_id, sent_at: now, sdk: '1', events: open }, now, { store });
        open = open.filter((_, n) => results[n]?.status === 'retry');
      }
    };
    const queue = [...made.entries()].reverse();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await live(next[1], next[0]);
      }),
    );
    expect(await running.ended, running.notes.join('\n')).toBe(0);
    const documents = await emulated.documents();
    expect(eventsIn(documents)).toEqual(idsOf(made));
    const claims = Object.keys(documents).filter((path) => /^event_claims\/[^/]+$/.test(path));
    expect(claims.map((path) => path.split('/')[1]!).sort()).toEqual(idsOf(made));
    const [written, live_] = ['events written', 'duplicates, already live'].map((what) =>
      Number(
        running.out
          .find((line) => line.includes(what))!
          .match(/([\d,]+)$/)![1]!
          .replace(',', ''),
      ),
    );
    expect(written! + live_!).toBe(idsOf(made).length);
    expect(live_).toBeGreaterThan(0);
  });

  test('leaves what is live as it is, without a conflict, and says so', async () => {
    await putSessions(firestore, [auditAt('s1', 0)]);
    const [event] = mapSession(asFound(auditAt('s1', 0))).events;
    const sent = { ...event!, payload: { ...event!.payload, confidence_score: 81.5 } };
    const at = '2026-02-01T00:00:00.000Z';
    const envelope = { v: 1 as const, site_id: 'siam-visa-pro', sent_at: at, sdk: '1', events: [sent] };
    await ingest(envelope, at, { store: firestoreStore(emulated.session) });
    const before = await dumped(firestore);
    const done = call(backfill, FAST);
    expect(await done.ended).toBe(0);
    expect(done.out.join('\n')).toMatch(/already live +1\n/);
    expect(await dumped(firestore)).toEqual(before);
  });

  test('takes the first of two people who name the same session, whoever is faster', async () => {
    await putSessions(firestore, [
      auditAt('x', 5, { session_id: 'same', email: 'zoe@example.com' }),
      auditAt('y', 6, { session_id: 'same', email: 'ana@example.com' }),
      auditAt('z', 7, { session_id: 'same', email: 'zoe@example.com' }),
    ]);
    const done = call(backfill, FAST);
    expect(await done.ended).toBe(0);
    const leads = Object.keys(await emulated.documents()).filter((path) => path.startsWith('leads/'));
    expect(leads).toEqual(['leads/ana@example.com']);
  });

  test('leaves out what happened before --since, and does not mix that with a backfill that is open', async () => {
    await putSessions(firestore, [auditAt('a', 0), auditAt('b', 40)]);
    const done = call(backfill, [...FAST, '--since', '2026-01-20']);
    expect(await done.ended).toBe(0);
    expect(done.out.join('\n')).toMatch(/left alone, before 2026-01-20T00:00:00.000Z +1\n/);
    expect(eventsIn(await emulated.documents())).toHaveLength(1);

    const open = { ...begun(2, 2, '2026-02-01T00:00:00.000Z', '') };
    await putDocument(firestore, 'migrations/backfill', open);
    await expect(call(backfill, [...FAST, '--since', '2026-01-20']).ended).rejects.toThrow(/finish it without --since/);
  });

  test('as a dry run finds the same and can write nothing', async () => {
    const made = [...legacySessions(3, 120)];
    await putSessions(firestore, made);
    const before = await dumped(firestore, ['audit_sessions', 'leads', 'cases', 'events', 'migrations']);
    const dry = call(backfill, ['--dry-run']);
    expect(await dry.ended).toBe(0);
    expect(proxy.calls.filter(({ method }) => method === 'commit')).toEqual([]);
    expect(await dumped(firestore, ['audit_sessions', 'leads', 'cases', 'events', 'migrations'])).toEqual(before);
    expect(dry.out.join('\n')).toMatch(new RegExp(`events written +${idsOf(made).length}\n`));
    await expect(firestoreRuns(emulated.signedInAs('auditor')).keep(begun(1, 1, '', ''), undefined)).rejects.toThrow(
      /permission-denied/,
    );
  });
});

describe('from another terminal', () => {
  test('a backfill is paused after the page at hand, says so, and goes on', async () => {
    await putSessions(firestore, legacySessions(5, 120));
    let paused: Promise<ExitCode> | undefined;
    onCall = () => {
      if (proxy.calls.at(-1)?.read[0]?.startsWith('audit_sessions/')) paused ??= call(pause).ended;
    };
    const running = call(backfill, [...FAST, '--page', '10'], { self: 'here/7' });
    const waits = () => running.notes.some((line) => line.includes('waiting: paused by the operator'));
    for (let i = 0; i < 300 && !waits(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await paused).toBe(0);
    const looked = call(status);
    await looked.ended;
    expect(looked.out.join('\n')).toMatch(/Backfill 1 is (reading|writing)/);
    expect(looked.out.join('\n')).toMatch(/here\/7: .*(paused by the operator|reading|writing)/);
    const asked = call(resume);
    expect(await asked.ended).toBe(0);
    expect(asked.out).toEqual(['Backfill 1 (here/7) goes on.']);
    expect(await running.ended).toBe(0);
    const after = call(status);
    expect(await after.ended).toBe(0);
    expect(after.out[0]).toMatch(/^Backfill 1 was done at /);
    const none = call(pause);
    expect(await none.ended).toBe(1);
    expect(none.notes).toEqual(['No backfill is open.']);
  });

  test('a second backfill waits for the first, and says for whom', async () => {
    await putSessions(firestore, [auditAt('a', 0)]);
    const held = { ...begun(1, 1, '2026-02-01T00:00:00.000Z', ''), holder: 'elsewhere/9' };
    await putDocument(firestore, 'migrations/backfill', held);
    const second = call(backfill, FAST);
    const waits = () =>
      second.notes.some((line) => line.includes('waiting: another backfill (elsewhere/9) is at work'));
    for (let i = 0; i < 200 && !waits(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(waits()).toBe(true);
    await putDocument(firestore, 'migrations/backfill', { ...held, holder: '' });
    expect(await second.ended).toBe(0);
  });

  test('what another has taken over is left to it', async () => {
    await putSessions(firestore, legacySessions(5, 60));
    let done = false;
    onCall = () => {
      const reads = proxy.calls.filter(({ read }) => read[0]?.startsWith('audit_sessions/')).length;
      if (done || reads < 2) return;
      done = true;
      void putDocument(firestore, 'migrations/backfill', {
        ...begun(1, 60, '2026-02-01T00:00:00.000Z', ''),
        holder: 'elsewhere/9',
      });
    };
    await expect(call(backfill, [...FAST, '--page', '10']).ended).rejects.toThrow(/elsewhere\/9\) has taken over/);
  });

  test('Ctrl-C ends it after the page at hand with 130, and the same command goes on', async () => {
    const made = [...legacySessions(5, 80)];
    await putSessions(firestore, made);
    const first: Called = call(backfill, [...FAST, '--page', '10']);
    onCall = () => {
      if (proxy.calls.filter(({ read }) => read[0]?.startsWith('audit_sessions/')).length >= 3) first.interrupt();
    };
    expect(await first.ended).toBe(130);
    expect(first.notes.at(-1)).toMatch(/The same command goes on from here/);
    onCall = () => {};
    proxy.clear();
    expect(await call(backfill, [...FAST, '--page', '10']).ended).toBe(0);
    expect(
      proxy.calls.flatMap(({ read }) => read).filter((path) => path.startsWith('audit_sessions/')).length,
    ).toBeLessThan(60);
    expect(eventsIn(await emulated.documents())).toEqual(idsOf(made));
  });
});
