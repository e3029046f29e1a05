import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firestoreReader } from '../../src/firebase/reader.js';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import type { Reader } from '../../src/migrate/reader.js';
import { verify } from '../../src/migrate/verify/verify.js';
import { casePath, claimPath } from '../../src/schema/collections.js';
import { audit, booking, call, chat, envelopeOf, SITE } from '../ingest/wire-events.js';
import { byHand } from '../support/by-hand.js';
import { putSessions } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';
import { ingestSessions } from '../support/migrated.js';
import { type Emulated, startEmulated } from './emulated.js';

const HOW = { region: 'TH', intents: {}, again: 3, pause: 150, settle: 1500 } as const;

describe('verify, while the sites send', () => {
  let emulated: Emulated;
  let host: string;
  let reader: Reader;
  beforeAll(async () => {
    emulated = await startEmulated();
    host = new URL(emulated.session.firestoreUrl).host;
    reader = firestoreReader(emulated.signedInAs('auditor'));
    const sessions = [...legacySessions(3, 60)];
    await putSessions(host, sessions);
    await ingestSessions(sessions, firestoreStore(emulated.session));
  });
  afterAll(() => emulated?.stop());

  const session = (id: string, email: string, more: object = {}) => ({
    id,
    data: { session_id: id, email, site_id: SITE, visa_type: 'DTV', completed_at: new Date().toISOString(), ...more },
  });
  const done = { audit_status: 'VALID', confidence_score: 85 };
  const send = async (...events: unknown[]) => {
    const now = new Date().toISOString();
    const store = firestoreStore(emulated.session);
    return (await ingest(envelopeOf(events, { sent_at: now }), now, { store, yields: true })).results;
  };

  test('calls nothing a difference that is only on its way', async () => {
    const store = firestoreStore(emulated.session);
    let stop = false;
    let sent = 0;
    /** One visitor: pages that send live, and an old front-end whose trigger takes a moment. */
    const visitor = async (number: number) => {
      for (let i = 0; !stop; i++) {
        const email = `live-${number}-${i % 3}@example.com`;
        const at = new Date().toISOString();
        const id = `live_${number}_${i}`;
        const old = session(id, email, i % 2 ? done : {});
        if (i % 2) await putSessions(host, [old]);
        const events = [
          i % 2 ? audit(id, { email, at, payload: { issues: [] } }) : call(id, { email, at }),
          ...(i % 5 ? [] : [chat(id, { email, at }), booking(id, { email, at })]),
        ];
        if (i % 2) await new Promise((resolve) => setTimeout(resolve, 100 + ((i * 37) % 200)));
        const now = new Date().toISOString();
        const { results } = await ingest(envelopeOf(events, { sent_at: now }), now, { store, yields: true });
        sent += results.filter(({ status }) => status === 'accepted').length;
      }
    };
    const visitors = Promise.all([1, 2, 3, 4, 5].map(visitor));
    try {
      for (let i = 0; i < 3; i++) {
        const before = sent;
        expect((await verify(reader, HOW)).differences).toEqual([]);
        expect(sent, 'nothing was live meanwhile').toBeGreaterThan(before);
      }
    } finally {
      stop = true;
      await visitors;
    }
  });

  test('names a session that never arrives, however young it is', async () => {
    await putSessions(host, [session('never', 'never@example.com', done)]);
    const { differences } = await verify(reader, HOW);
    expect(differences).toMatchObject([{ name: 'event_missing', session: 'never', leads: ['never@example.com'] }]);
    await byHand(host).remove('audit_sessions/never');
  });

  test('accepts what was sent live before, whatever the copy says, and counts it', async () => {
    await send(audit('both', { email: 'both@example.com', payload: { confidence_score: 12 } }));
    await send(audit('corrected', { email: 'corrected@example.com' }));
    await putSessions(host, [
      session('both', 'both@example.com', done),
      session('corrected', 'typo@example.com', done),
    ]);
    const { differences, tally } = await verify(reader, HOW);
    expect(differences).toEqual([]);
    expect(tally.get('already_live_for_another')).toBe(1);
    expect(tally.get('already_live')).toBeGreaterThanOrEqual(1);
  });

  test('leaves alone what an agent has set', async () => {
    const hand = byHand(host);
    const [event] = await send(audit('handled', { email: 'handled@example.com' }));
    const path = casePath(String((await hand.get(claimPath(event!.event_id))).case_id));
    await emulated.edit(
      path,
      { status: 'WON', owner_uid: 'agent-1', next_action_at: '2026-12-01T00:00:00.000Z', next_action_by: 'agent-1' },
      { handled_at: new Date().toISOString(), status_at: new Date().toISOString() },
    );
    await send(call('handled', { email: 'handled@example.com', at: new Date().toISOString() }));
    expect((await verify(reader, HOW)).differences).toEqual([]);
  });

  test('reads no more than there is to read, and stops where there is too much to list', async () => {
    await putSessions(
      host,
      Array.from({ length: 40 }, (_, i) => session(`late_${i}`, `late-${i}@example.com`, done)),
    );
    const found = await verify(reader, { ...HOW, page: 10, mostDifferences: 15, settle: 0 });
    expect(found.complete).toBe(false);
    expect(found.differences.length).toBeGreaterThan(15);
    expect(found.differences.length).toBeLessThan(40);
  });
});
