import { afterAll, beforeAll, expect, test } from 'vitest';
import { begun } from '../../src/migrate/run.js';
import { buildCrmAdmin, type Program } from '../support/crm-admin.js';
import { type Emulator, startEmulator } from '../support/emulator.js';
import { dumped, emptied, putDocument } from '../support/firestore-dump.js';
import { type Call, startProxy } from '../support/firestore-proxy.js';
import { putSessions } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';
import { seeded } from '../support/simulated-random.js';

/** `npm run test:migration` asks for the long form. */
const LONG = process.env.MIGRATION === 'long';
const SESSIONS = Number(process.env.SESSIONS ?? (LONG ? 10_000 : 120));
const KILLS = LONG ? 20 : 3;
/** How many of the kills fall between a write and its checkpoint. */
const BETWEEN = LONG ? 5 : 1;
const RECEIVED_AT = '2026-11-01T09:00:00.000Z';
const FLAGS = ['backfill', '--rate', 'off', ...(LONG ? [] : ['--page', '20'])];

let emulator: Emulator;
let program: Program;
beforeAll(async () => {
  [emulator, program] = await Promise.all([startEmulator({ only: 'firestore,auth', strict: true }), buildCrmAdmin()]);
});
afterAll(async () => {
  program?.remove();
  await emulator?.stop();
});

/** Firestore as it was when a backfill had just begun; at the same moment each time. */
async function givenCollection(firestore: string): Promise<void> {
  await emptied(firestore);
  await putSessions(firestore, legacySessions(11, SESSIONS));
  await putDocument(firestore, 'migrations/backfill', { ...begun(1, SESSIONS, RECEIVED_AT, '') });
}

/** The documents, and the report, with nothing of who and when. */
async function leftIn(firestore: string, out: string) {
  const [line] = await dumped(firestore, ['migrations']);
  return { documents: await dumped(firestore), spool: await dumped(firestore, ['spool']), run: line, report: out };
}

test(
  `${SESSIONS} sessions, killed at ${KILLS} moments, leave what one uninterrupted run leaves`,
  async () => {
    const firestore = `${emulator.host}:${emulator.port}`;
    let onCall: (call: Call) => void = () => {};
    const proxy = await startProxy(firestore, { answered: (call) => onCall(call) });
    const env = {
      FIRESTORE_EMULATOR_HOST: proxy.host,
      FIREBASE_AUTH_EMULATOR_HOST: `${emulator.host}:${emulator.authPort}`,
    };

    await givenCollection(firestore);
    const whole = await program.start(FLAGS, env).ended;
    expect(whole.code, whole.notes).toBe(0);
    const expected = await leftIn(firestore, whole.out);
    const calls = proxy.calls.length;
    expect(expected.documents.length).toBeGreaterThan(SESSIONS);
    expect(expected.spool).toEqual([]);

    // Moments spread over the calls of a whole run, and some at once after a commit of events.
    await givenCollection(firestore);
    const random = seeded(5);
    const moments = Array.from({ length: KILLS }, (_, i) => ({
      after: Math.max(2, Math.floor((calls / (KILLS + 1)) * (0.5 + random.next()))),
      between: Math.floor(((i + 1) * BETWEEN) / KILLS) > Math.floor((i * BETWEEN) / KILLS),
    }));
    const killed = { between: 0, elsewhere: 0 };
    for (const { after, between } of moments) {
      const started = program.start(FLAGS, env);
      let seen = 0;
      onCall = (call) => {
        const isWrite = call.written.some((path) => path.startsWith('event_claims/'));
        if (++seen < after || (between && !isWrite)) return;
        onCall = () => {};
        started.process.kill('SIGKILL');
      };
      const { code, notes } = await started.ended;
      if (code === 0) break; // it was done before the moment came
      expect(code, notes).toBe('SIGKILL');
      killed[between ? 'between' : 'elsewhere']++;
    }
    onCall = () => {};
    const last = await program.start(FLAGS, env).ended;
    expect(last.code, last.notes).toBe(0);
    await proxy.stop();

    expect(killed).toEqual({ between: BETWEEN, elsewhere: KILLS - BETWEEN });
    const left = await leftIn(firestore, last.out);
    expect(left.documents).toEqual(expected.documents);
    expect(left.spool).toEqual([]);
    expect(left.report).toBe(expected.report);
    if (LONG)
      console.log(
        `${SESSIONS} sessions, ${expected.documents.length} documents, killed ${JSON.stringify(killed)}: the same`,
      );
  },
  LONG ? 3_600_000 : 120_000,
);
