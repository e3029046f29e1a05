import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firestoreEraser } from '../../src/firebase/eraser.js';
import { firestoreReader } from '../../src/firebase/reader.js';
import { firestoreRuns } from '../../src/firebase/runs.js';
import { firestoreSessions } from '../../src/firebase/sessions.js';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import type { Store } from '../../src/ingest/ports.js';
import { backfill } from '../../src/migrate/backfill.js';
import { copiesPutAside, type Eraser, erase } from '../../src/migrate/erase.js';
import { mapSession } from '../../src/migrate/legacy.js';
import { unlimited } from '../../src/migrate/pace.js';
import type { Reader } from '../../src/migrate/reader.js';
import { verify } from '../../src/migrate/verify/verify.js';
import { erasurePath, leadPath } from '../../src/schema/collections.js';
import { sha256 } from '../../src/schema/sha256.js';
import { audit, call, chat, day, envelopeOf, SITE, type Wire } from '../ingest/wire-events.js';
import { type ByHand, byHand } from '../support/by-hand.js';
import { dumped, emptied } from '../support/firestore-dump.js';
import { asFound, putSessions } from '../support/legacy-collection.js';
import { type Emulated, startEmulated } from './emulated.js';

const CLAIRE = 'claire.moreau@example.com';
const HUGO = 'hugo@example.com';
const EVERYTHING = [
  'leads',
  'cases',
  'events',
  'event_claims',
  'conflicts',
  'erasures',
  'audit_sessions',
  'admin_log',
  'spool',
];

const session = (id: string, data: object) => ({
  id,
  data: {
    session_id: id,
    site_id: SITE,
    visa_type: 'DTV',
    audit_status: 'VALID',
    confidence_score: 85,
    completed_at: day(1),
    ...data,
  },
});
const SESSIONS = [
  session('s1', { email: '  Claire.MOREAU@example.com ', name: 'Claire Moreau', phone: '+33612345678' }),
  session('s2', { user_email: CLAIRE, summary: { executive_summary: 'Claire has savings', visa_score: 60 } }),
  session('s3', { email: CLAIRE, audit_status: undefined, name: 'Claire Moreau' }),
  session('s4', { email: HUGO, user_email: 'CLAIRE.moreau@example.com', name: 'Hugo' }),
];
/** What Claire's browsers may still hold, some of it sent before. */
const OUTBOX: Wire[] = [
  audit('live', { email: CLAIRE, at: day(2), name: 'Claire Moreau' }),
  call('live', { email: CLAIRE, at: day(70), payload: { notes: 'Claire likes mornings' } }),
  chat('unsent', { email: CLAIRE, at: day(3) }),
  // Another content under the id of Hugo's audit: kept as a conflict.
  audit('hugos', { email: CLAIRE, at: day(4) }),
];
const HUGOS = audit('hugos', { email: HUGO, at: day(4), name: 'Hugo' });
const AT_ONCE = { region: 'TH', intents: {}, again: 1, pause: 0, settle: 0 } as const;

describe('erase', () => {
  let emulated: Emulated;
  let host: string;
  let hand: ByHand;
  let reader: Reader;
  let eraser: Awaited<ReturnType<typeof firestoreEraser>>;
  let store: Store;
  beforeAll(async () => {
    emulated = await startEmulated();
    host = new URL(emulated.session.firestoreUrl).host;
    // firebase-admin reads where the emulator is from here, and nowhere else.
    process.env.FIRESTORE_EMULATOR_HOST = host;
    hand = byHand(host);
    reader = firestoreReader(emulated.signedInAs('auditor'));
    eraser = await firestoreEraser(emulated.session.projectId);
  });
  afterAll(async () => {
    await eraser?.close();
    await emulated?.stop();
  });
  beforeEach(async () => {
    await emptied(host);
    store = firestoreStore(emulated.session);
    await putSessions(host, SESSIONS);
    await migrate();
    await sendLive();
  });
  afterEach(() => hand.undo());

  const send = async (...events: Wire[]) => {
    const now = new Date().toISOString();
    const { results } = await ingest(envelopeOf(events, { sent_at: now }), now, { store });
    return results.map(({ status }) => status);
  };
  const sendLive = async () => {
    await send(HUGOS);
    await send(...OUTBOX.filter(({ source_id }) => source_id !== 'chat:unsent'));
  };
  /** What trigger and backfill make of sessions. */
  const migrate = async (sessions = SESSIONS) => {
    const now = new Date().toISOString();
    for (const { siteId, events } of sessions.map((one) => mapSession(asFound(one))))
      for (const event of events)
        await ingest({ v: 1, site_id: siteId, sent_at: now, sdk: 'test', events: [event] }, now, {
          store,
          yields: true,
        });
  };
  /** A backfill through the database, until it is done or, with `reading`, has read the sessions and put them aside. */
  const backfilled = (until?: 'reading') => {
    const migration = emulated.signedInAs('migrate');
    let stop = false;
    return backfill({
      sessions: firestoreSessions(migration),
      runs: firestoreRuns(migration),
      store: firestoreStore(migration),
      pace: unlimited,
      page: 50,
      concurrency: 4,
      since: undefined,
      self: 'here/1',
      isGone: () => true,
      now: () => new Date(),
      stopping: () => stop,
      sleep: async () => {},
      onProgress: ({ phase }) => {
        stop = until === 'reading' && phase === 'writing';
      },
      report: { skipped: async () => {}, end: async () => {} },
    });
  };
  const everything = () => dumped(host, EVERYTHING);
  const traces = async () => (await everything()).filter((line) => /claire/i.test(line));
  const run = (by: Eraser = eraser) => erase(reader, by, CLAIRE, 'a test');

  test('leaves nothing of the person but claims, the hash of the address and a line in the log', async () => {
    expect(await traces()).not.toEqual([]);
    const { went, left, erasedAt } = await run();
    expect({ went, left }).toEqual({
      went: { cases: 2, events: 5, conflicts: 1, sessions: 3, mentions: 1 },
      left: [],
    });
    expect(await traces()).toEqual([]);
    expect(await hand.get(erasurePath(sha256(CLAIRE)))).toEqual({ erased_at: erasedAt });
    const claims = [...(await hand.all('event_claims')).values()];
    expect(claims.filter((claim) => claim.erased_at === erasedAt)).toHaveLength(5);
    expect([...(await hand.all('admin_log')).values()]).toMatchObject([
      { did: 'erase', about: sha256(CLAIRE), by: 'a test', went },
    ]);
  });

  test('leaves everything of everybody else as it was', async () => {
    const others = (line: string) => !/claire/i.test(line) && /hugo/i.test(line);
    const before = (await everything()).filter(others);
    await run();
    expect(await everything()).toEqual(expect.arrayContaining(before));
    expect((await verify(reader, AT_ONCE)).differences).toEqual([]);
  });

  test('is final: neither an outbox, nor the trigger, nor a backfill brings anything back', async () => {
    // A backfill that is under way holds copies of what it has read.
    await putSessions(host, [session('s5', { email: CLAIRE })]);
    expect(await backfilled('reading')).toBe('stopped');
    await run();
    const after = await everything();
    expect(await send(...OUTBOX)).toEqual(OUTBOX.map(() => 'duplicate'));
    await migrate([...SESSIONS, session('s5', { email: CLAIRE })]);
    expect(await copiesPutAside(reader)).toBeGreaterThan(0);
    expect(await backfilled()).toBe('done');
    expect(await copiesPutAside(reader)).toBe(0);
    expect(await traces()).toEqual([]);
    // An old front-end writes a session again, and another backfill comes by.
    await putSessions(host, SESSIONS.slice(0, 1));
    expect(await backfilled()).toBe('done');
    const { differences, tally } = await verify(reader, AT_ONCE);
    expect(differences).toEqual([]);
    expect(tally.get('erased')).toBe(1);
    expect((await run()).went).toMatchObject({ cases: 0, events: 0, sessions: 1 });
    expect(stripped(await everything())).toEqual(stripped(after.filter((line) => !line.startsWith('migrations/'))));
  });

  test('lets the person come back as a new lead, and what is older than the erasure still stays away', async () => {
    const { erasedAt } = await run();
    const later = new Date(Date.parse(erasedAt) + 1000).toISOString();
    expect(await send(audit('again', { email: CLAIRE, at: later, name: 'Claire Moreau' }))).toEqual(['accepted']);
    expect(await send(...OUTBOX, audit('older', { email: CLAIRE, at: day(5) }))).toEqual(Array(5).fill('duplicate'));
    const events = [...(await hand.all('events')).values()];
    expect(events.filter(({ lead_id }) => lead_id === CLAIRE).map(({ source_id }) => source_id)).toEqual([
      'audit:again',
    ]);
    expect(await hand.get(leadPath(CLAIRE))).toMatchObject({ created_at: later });
  });

  test('holds while the outboxes of several devices keep sending what is old and what is new', async () => {
    let stop = false;
    let accepted = 0;
    const device = async (number: number) => {
      const own = firestoreStore(emulated.session);
      for (let i = 0; !stop; i++) {
        const now = new Date().toISOString();
        const events = [
          ...OUTBOX,
          audit(`old-${number}-${i}`, { email: CLAIRE, at: day(6, i) }),
          // From the second visit on, in the future of the erasure.
          call(`new-${number}-${i}`, { email: CLAIRE, at: now }),
        ];
        const { results } = await ingest(envelopeOf(events, { sent_at: now }), now, { store: own });
        accepted += results.filter(({ status }) => status === 'accepted').length;
      }
    };
    const devices = Promise.all([1, 2, 3].map(device));
    const { erasedAt } = await run();
    const before = accepted;
    await new Promise((resolve) => setTimeout(resolve, 500));
    stop = true;
    await devices;
    expect(accepted).toBeGreaterThan(before);
    const events = [...(await hand.all('events')).values()].filter(({ lead_id }) => lead_id === CLAIRE);
    expect(events.filter(({ timestamp }) => String(timestamp) <= erasedAt)).toEqual([]);
    const { differences } = await verify(reader, AT_ONCE);
    expect(differences).toEqual([]);
  });

  test('killed after any of its writes and run again ends as if it had not been', async () => {
    await run();
    const whole = stripped(await everything());
    for (let writes = 1; ; writes++) {
      await emptied(host);
      store = firestoreStore(emulated.session);
      await putSessions(host, SESSIONS);
      await migrate();
      await sendLive();
      const done = await run(killedAfter(eraser, writes)).then(
        () => true,
        () => false,
      );
      // What comes between the two runs finds the door closed.
      expect(await send(...OUTBOX)).toEqual(OUTBOX.map(() => 'duplicate'));
      await migrate();
      await run();
      expect(stripped(await everything())).toEqual(whole);
      if (done) break;
      expect(writes).toBeLessThan(12);
    }
  });
});

/** Without the times of the runs. */
const stripped = (lines: readonly string[]): string[] => [
  ...new Set(
    lines
      .filter((line) => !line.startsWith('admin_log/'))
      .map((line) => line.replace(/"erased_at":\{"stringValue":"[^"]*"\}/, '"erased_at":0'))
      .map((line) => line.replace(/"received_at":\{"stringValue":"[^"]*"\}/g, '"received_at":0')),
  ),
];

/** As if the process ended once so many writes had been made. */
function killedAfter(eraser: Eraser, writes: number): Eraser {
  let made = 0;
  const counted =
    <A extends unknown[], T>(write: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const outcome = await write(...args);
      if (++made >= writes) throw new Error('killed');
      return outcome;
    };
  return { begin: counted(eraser.begin), commit: counted(eraser.commit), finish: counted(eraser.finish) };
}
