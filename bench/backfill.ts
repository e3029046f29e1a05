/**
 * What a backfill costs: `node --import tsx bench/backfill.ts`, with the real rules. Its speed beside one session at a
 * time, with a checkpoint after each as it has itself, and beside a bare loop that has none: once as the emulator
 * answers, and once with the time on top that a database takes which is not on this machine. What it is billed for. And
 * with `--sessions 10000,100000` its memory, for which the rules do not matter and are left open.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { sessionAs } from '../src/firebase/identity.js';
import { firestoreRuns } from '../src/firebase/runs.js';
import { firestoreSessions } from '../src/firebase/sessions.js';
import { firestoreStore } from '../src/firebase/store.js';
import { backfill } from '../src/migrate/backfill.js';
import { ingestSession } from '../src/migrate/ingest-session.js';
import { unlimited } from '../src/migrate/pace.js';
import { buildCrmAdmin } from '../test/support/crm-admin.js';
import { type Emulator, ROOT, startEmulator } from '../test/support/emulator.js';
import { emptied } from '../test/support/firestore-dump.js';
import { type Call, startProxy } from '../test/support/firestore-proxy.js';
import { putSessions } from '../test/support/legacy-collection.js';
import { legacySessions } from '../test/support/legacy-sessions.js';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '300' },
  },
});

/** What an answer of Firestore takes at least, from the same region, ms. */
const WAY = 20;

const environment = (emulator: Emulator, firestore: string) => ({
  FIRESTORE_EMULATOR_HOST: firestore,
  FIREBASE_AUTH_EMULATOR_HOST: `${emulator.host}:${emulator.authPort}`,
});

const migrating = (emulator: Emulator, firestore: string) =>
  sessionAs({
    role: 'migrate',
    projectId: emulator.project,
    apiKey: 'emulator',
    firestoreEmulator: firestore,
    authEmulator: `${emulator.host}:${emulator.authPort}`,
  });

type Migrating = ReturnType<typeof migrating>;

const backfilled =
  (page: number, concurrency: number) =>
  async (session: Migrating): Promise<void> => {
    await backfill({
      sessions: firestoreSessions(session),
      runs: firestoreRuns(session),
      store: firestoreStore(session),
      pace: unlimited,
      page,
      concurrency,
      since: undefined,
      self: 'bench',
      isGone: () => false,
      now: () => new Date(),
      stopping: () => false,
      sleep: async () => {},
      onProgress: () => {},
      report: { skipped: async () => {}, end: async () => {} },
    });
  };

/** One session after another through the same ingest, without a checkpoint: the least that a loop can do. */
async function bareLoop(session: Migrating): Promise<void> {
  const store = firestoreStore(session);
  const sessions = firestoreSessions(session);
  for (let after = ''; ; ) {
    const page = await sessions.page(after, 200);
    for (const one of page) await ingestSession(one, new Date().toISOString(), { store });
    if (page.length < 200) return;
    after = page.at(-1)!.id;
  }
}

const WAYS = [
  { name: 'backfill', work: backfilled(200, 8) },
  { name: 'one session at a time, each with a checkpoint', work: backfilled(1, 1) },
  { name: 'a bare loop, no checkpoints', work: bareLoop },
];

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

/** Reads of the migration itself, and those that the ingest needs: leads, cases, events, claims, erasures. */
function billed(calls: readonly Call[]) {
  const read = calls.flatMap((one) => one.read);
  const own = read.filter((path) => /^(audit_sessions|migrations)\//.test(path)).length;
  return {
    own: own + calls.reduce((sum, { counted }) => sum + Math.ceil(counted / 1000), 0),
    ingest: read.length - own,
  };
}

async function speed(count: number, rounds: number): Promise<void> {
  const emulator = await startEmulator({ only: 'firestore,auth', strict: true });
  process.env.FIREBASE_AUTH_EMULATOR_HOST = `${emulator.host}:${emulator.authPort}`;
  const firestore = `${emulator.host}:${emulator.port}`;
  try {
    for (const delay of [0, WAY]) {
      const proxy = await startProxy(firestore, { delay });
      const session = migrating(emulator, proxy.host);
      await session.idToken();
      const took = WAYS.map((): number[] => []);
      let reads = { own: 0, ingest: 0 };
      for (let round = 0; round < rounds; round++)
        for (const [i, { work }] of WAYS.entries()) {
          await emptied(firestore);
          await putSessions(firestore, legacySessions(round + 1, count));
          proxy.clear();
          const start = performance.now();
          await work(session);
          took[i]!.push(performance.now() - start);
          if (i === 0) reads = billed(proxy.calls);
        }
      await proxy.stop();
      console.log(`${count} sessions, ${delay} ms on top of what the emulator takes:`);
      for (const [i, { name }] of WAYS.entries()) {
        const times = took[i]!.map((one, round) => (one / took[0]![round]!).toFixed(1));
        console.log(`  ${name.padEnd(44)} ${Math.round(median(took[i]!))} ms, ${times.join(', ')} times the first`);
      }
      const share = (reads.own / count).toFixed(3);
      console.log(`  reads: ${reads.own} of its own, ${share} a session, and ${reads.ingest} that the ingest needs`);
    }
  } finally {
    await emulator.stop();
  }
}

/** The most memory that the command took, MiB, by what the kernel says. */
async function memory(counts: readonly number[]): Promise<void> {
  const open = join(tmpdir(), `open-${process.pid}.rules`);
  writeFileSync(
    open,
    "rules_version = '2'; service cloud.firestore { match /{path=**} { allow read, write: if true; } }",
  );
  const program = await buildCrmAdmin();
  for (const count of counts) {
    const rules = relative(ROOT, open);
    const emulator = await startEmulator({ only: 'firestore,auth', strict: true, rules });
    const firestore = `${emulator.host}:${emulator.port}`;
    try {
      await putSessions(firestore, legacySessions(1, count));
      const start = performance.now();
      const args = ['backfill', '--rate', 'off', '--report', '/dev/null'];
      const started = program.start(args, environment(emulator, firestore));
      let peak = 0;
      const look = setInterval(() => {
        try {
          const text = readFileSync(`/proc/${started.process.pid}/status`, 'utf8');
          peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
        } catch {
          // It has ended.
        }
      }, 200);
      const { code, out, notes } = await started.ended;
      clearInterval(look);
      if (code !== 0) throw new Error(`crm-admin ended with ${code}: ${notes}`);
      const seconds = Math.round((performance.now() - start) / 1000);
      console.log(`${count} sessions: ${Math.round(peak)} MiB at most, ${seconds} s\n${out}`);
    } finally {
      await emulator.stop();
    }
  }
  program.remove();
}

if (values.sessions) await memory(values.sessions.split(',').map(Number));
else await speed(Number(values.count), Number(values.rounds));
process.exit(0); // the sign-in keeps a timer
