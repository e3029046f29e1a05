import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { workAtBackfill } from '../../src/firebase/backfill-task.js';
import { readDocuments } from '../../src/firebase/rest.js';
import { firestoreRuns } from '../../src/firebase/runs.js';
import { takeSession } from '../../src/firebase/session-written.js';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import { StoreFailure } from '../../src/ingest/ports.js';
import { mapSession } from '../../src/migrate/legacy.js';
import { legacyWrites } from '../../src/migrate/to-legacy.js';
import { audit, call, chat, day, EMAIL, envelopeOf, type Wire } from '../ingest/wire-events.js';
import { emptied } from '../support/firestore-dump.js';
import { asFound, putSessions } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';
import { type Counted, startCounted } from './counted.js';

let counted: Counted;
let host: string;
const told: { level: string; fields: object }[] = [];
const log = {
  info: (_: string, fields: object) => void told.push({ level: 'info', fields }),
  warn: (_: string, fields: object) => void told.push({ level: 'warn', fields }),
  error: (_: string, fields: object) => void told.push({ level: 'error', fields }),
};
beforeAll(async () => {
  counted = await startCounted();
});
afterAll(() => counted?.stop());
beforeEach(async () => {
  host = new URL((counted.signedInAs('ingest') as { firestoreUrl: string }).firestoreUrl).host;
  await counted.clear();
  await emptied(host);
  told.length = 0;
});

/** What the function does with a page's events while dual write is on. */
const send = async (...events: Wire[]) => {
  const store = firestoreStore(counted.session);
  const { results } = await ingest(envelopeOf(events, { sent_at: day(300) }), day(300), {
    store,
    beside: legacyWrites,
  });
  return results.map(({ status, code }) => (code ? `${status} ${code}` : status));
};
/** What the trigger does with a session. */
const trigger = (id: string, data: object) =>
  takeSession({ id, data: { ...data } }, day(300), { store: firestoreStore(counted.session) }, log);
const sessionAt = async (id: string) => {
  const path = `audit_sessions/${id}`;
  return (await readDocuments(counted.signedInAs('ingest'), [path])).get(path)?.fields;
};
const eventIds = async () =>
  Object.keys(await counted.documents())
    .filter((path) => path.includes('/events/'))
    .map((path) => path.split('/')[3]!)
    .sort();

describe('an event that a page sends, with dual write on', () => {
  test('writes its session in the old shape, which maps back to the same event', async () => {
    const sent = [audit('s1', { phone: '+33612345678', name: 'Claire Moreau' }), chat('s1', { at: day(0, 1) })];
    expect(await send(...sent)).toEqual(['accepted', 'accepted']);
    const session = await sessionAt('s1');
    expect(session).toMatchObject({ session_id: 's1', email: EMAIL, phone: '+33612345678', completed_at: day(0, 1) });
    const { events, skips } = mapSession({ id: 's1', data: session! });
    expect(skips).toEqual([]);
    expect(events.map(({ event_id, payload }) => ({ event_id, payload }))).toEqual(
      sent.map(({ event_id, payload }) => ({ event_id, payload })),
    );
  });

  test('keeps what an old site wrote of the person, and a second audit in a document of its own', async () => {
    await putSessions(host, [
      { id: 's1', data: { session_id: 's1', email: ' Claire@Example.com ', name: 'Claire M.' } },
    ]);
    expect(await send(audit('s1', { name: 'C. Moreau' }), audit('s1/2', { at: day(1) }))).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(await sessionAt('s1')).toMatchObject({ email: ' Claire@Example.com ', name: 'Claire M.', visa_type: 'DTV' });
    expect(await sessionAt('s1%2F2')).toMatchObject({ session_id: 's1/2', email: EMAIL });
  });

  test('writes no session for a call, nor again for what is there already', async () => {
    expect(await send(call('c1'))).toEqual(['accepted']);
    expect(await sessionAt('c1')).toBeUndefined();
    await send(audit('s1'));
    expect(await counted.count(() => send(audit('s1')))).toMatchObject({ writes: 0 });
  });

  test('takes nine audits of one lead at once, and all of their sessions', async () => {
    const sent = Array.from({ length: 9 }, (_, i) => audit(`n${i}`, { at: day(i) }));
    expect(new Set(await send(...sent))).toEqual(new Set(['accepted']));
    for (let i = 0; i < 9; i++) expect(await sessionAt(`n${i}`)).toMatchObject({ session_id: `n${i}` });
  });
});

describe('a session that is written', () => {
  const session = { session_id: 's1', email: EMAIL, visa_type: 'dtv', audit_status: 'valid', confidence_score: '0.85' };

  test('becomes an event, once', async () => {
    await trigger('s1', { ...session, created_at: day(0) });
    await trigger('s1', { ...session, created_at: day(0) });
    expect(await eventIds()).toEqual([audit('s1').event_id]);
    expect(told.map(({ level }) => level)).toEqual(['info', 'info']);
    expect(JSON.stringify(told)).not.toMatch(/claire|example\.com/i);
  });

  test('of an event that the page has sent is a duplicate, also where it differs in form: no loop', async () => {
    await send(audit('s1'));
    const written = await sessionAt('s1');
    expect(await counted.count(() => trigger('s1', written!))).toMatchObject({ writes: 0, commits: 0 });
    expect(await counted.count(() => trigger('s1', { ...session, created_at: day(9) }))).toMatchObject({ writes: 0 });
    expect(await eventIds()).toHaveLength(1);
  });

  test('sent both ways at once is one event', async () => {
    await Promise.all([send(audit('s1')), trigger('s1', { ...session, created_at: day(0) }), send(audit('s1'))]);
    expect(await eventIds()).toEqual([audit('s1').event_id]);
  });

  test('that is not finished waits, one that nobody can be named for is told with its reason', async () => {
    await trigger('s1', { session_id: 's1', email: EMAIL });
    await trigger('s2', { session_id: 's2', audit_status: 'VALID' });
    expect(await eventIds()).toEqual([]);
    expect(told.map(({ fields }) => fields)).toMatchObject([
      { skips: [{ reason: 'nothing_finished' }] },
      { skips: [{ reason: 'no_email' }] },
    ]);
  });

  test('is brought again where the store does not answer', async () => {
    const store = { transact: () => Promise.reject(new StoreFailure('unavailable', { code: 'unavailable' })) };
    await expect(
      takeSession({ id: 's1', data: { ...session, created_at: day(0) } }, day(300), { store }, log),
    ).rejects.toThrow('was not written: unavailable');
  });
});

describe('the backfill as a task', () => {
  test('goes on where the attempt before it stopped, until only the report is left', async () => {
    const made = [...legacySessions(7, 60)];
    await putSessions(host, made);
    const session = counted.signedInAs('migrate');
    const work = (self: string, time: number) =>
      workAtBackfill({ session, self, time, region: 'TH', intents: {}, log });
    expect(await work('cloud/a/0', 1)).toBe(false);
    expect(await work('cloud/a/1', 20_000)).toBe(true);
    expect((await firestoreRuns(session).read())?.run.phase).toBe('reporting');
    const expected = made.flatMap((one) => mapSession(asFound(one)).events.map(({ event_id }) => event_id));
    expect(await eventIds()).toEqual([...new Set(expected)].sort());
    // A task may be delivered twice: nothing begins anew before the report is taken.
    expect(await work('cloud/a/2', 20_000)).toBe(true);
  });
});
