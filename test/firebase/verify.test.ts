import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { firestoreReader } from '../../src/firebase/reader.js';
import { firestoreStore } from '../../src/firebase/store.js';
import type { Reader } from '../../src/migrate/reader.js';
import { verify } from '../../src/migrate/verify/verify.js';
import type { CaseDocument } from '../../src/schema/case.js';
import { leadPath } from '../../src/schema/collections.js';
import type { StoredEvent } from '../../src/schema/event.js';
import type { Lead } from '../../src/schema/lead.js';
import { type ByHand, byHand } from '../support/by-hand.js';
import { putSessions } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';
import { ingestSessions } from '../support/migrated.js';
import { CORRUPTIONS, type Picks } from './corruptions.js';
import { type Emulated, startEmulated } from './emulated.js';

const SESSIONS = [...legacySessions(6, 40, { sessionsPerLead: 8 })];
const AT_ONCE = { region: 'TH', intents: {}, again: 1, pause: 0, settle: 0 } as const;

describe('verify, after a backfill', () => {
  let emulated: Emulated;
  let hand: ByHand;
  let reader: Reader;
  let picks: Picks;
  const check = () => verify(reader, AT_ONCE);

  beforeAll(async () => {
    emulated = await startEmulated();
    const { host } = new URL(emulated.session.firestoreUrl);
    hand = byHand(host);
    reader = firestoreReader(emulated.signedInAs('auditor'));
    await putSessions(host, SESSIONS);
    await ingestSessions(SESSIONS, firestoreStore(emulated.session));
    picks = await picked(hand);
  });
  afterAll(() => emulated?.stop());
  afterEach(() => hand.undo());

  test('finds no difference, and accounts for every event and every session', async () => {
    const { differences, complete, short, read, tally } = await check();
    expect({ differences, complete, short }).toEqual({ differences: [], complete: true, short: [] });
    const events = SESSIONS.flatMap(({ truth }) => truth.events).length;
    expect(read.get('audit_sessions')).toBe(SESSIONS.length);
    expect(read.get('events')).toBe(events);
    expect(tally.get('same')).toBe(events);
    expect(tally.get('with_session')).toBe(events);
    const skips = SESSIONS.flatMap(({ truth }) => truth.skips).length;
    const skipped = [...tally].filter(([key]) => key.startsWith('skipped:'));
    expect(skipped.reduce((sum, [, count]) => sum + count, 0)).toBe(skips);
  });

  test.each(CORRUPTIONS)('names exactly what is wrong where $what', async ({ by, named, about, fields }) => {
    await by(hand, picks);
    const { differences } = await check();
    expect(differences.map(({ name, id }) => ({ name, id }))).toEqual([{ name: named, id: about(picks) }]);
    if (fields) expect(differences[0]?.fields).toEqual(fields);
  });
});

/** What the corruptions are made on, found in what the backfill left. */
async function picked(hand: ByHand): Promise<Picks> {
  // What lies in these collections was written through the rules.
  const cases = [...(await hand.all('cases')).values()] as unknown as CaseDocument[];
  const events = [...(await hand.all('events'))] as unknown as [string, StoredEvent][];
  for (const one of cases) {
    const own = events
      .filter(([path]) => path.startsWith(`cases/${one.case_id}/`))
      .map(([, event]) => event)
      .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    const audit = own.slice(1).find((event) => event.type === 'AUDIT_COMPLETED');
    const sibling = cases.find(
      (other) => other.lead_id === one.lead_id && other.intent !== one.intent && other.site_id === one.site_id,
    );
    const stranger = cases.find((other) => other.lead_id !== one.lead_id);
    if (own.length < 3 || !audit || !sibling || !stranger || one.first_event_at === one.last_event_at) continue;
    const lead = (await hand.get(leadPath(one.lead_id))) as unknown as Lead;
    return { one, lead, events: own, audit, sibling, stranger };
  }
  throw new Error('no case of three events whose lead has another');
}
