import { describe, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../support/emulator.js';
import { firestoreAdmin } from '../support/firestore-admin.js';

const SESSION = { email: 'old@example.com', visa_type: 'DTV', audit_status: 'VALID', confidence_score: 80 };
const sessions = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `audit_sessions/s${i}`,
      { ...SESSION, session_id: `s${i}`, created_at: new Date(Date.UTC(2026, 0, 1 + i)) },
    ]),
  );
const PATIENCE = { timeout: 20_000, interval: 100 };

/** The built functions in the emulator, which loads and calls them as the platform does. */
async function deployed(dualWrite: 'on' | 'off', use: (emulator: Emulator) => Promise<void>): Promise<void> {
  const emulator = await startEmulator({
    only: 'firestore,auth,functions',
    strict: true,
    settings: { LEGACY_DUAL_WRITE: dualWrite },
  });
  try {
    await use(emulator);
  } finally {
    await emulator.stop();
  }
}

describe('as they are deployed', () => {
  test('the trigger makes one event of a session, however often it is written', async () => {
    await deployed('on', async ({ port }) => {
      const firestore = firestoreAdmin(port);
      const ids = async () => (await firestore.group('events')).map(({ fields }) => fields.source_id);
      await firestore.write(sessions(1));
      await vi.waitFor(async () => expect(await ids()).toEqual(['audit:s0']), PATIENCE);
      await firestore.write(sessions(2));
      await vi.waitFor(async () => expect((await ids()).sort()).toEqual(['audit:s0', 'audit:s1']), PATIENCE);
    });
  });

  test('the task of Cloud Tasks backfills what stands in the old collection', async () => {
    await deployed('off', async ({ port, tasksPort, functionsPort, project }) => {
      const firestore = firestoreAdmin(port);
      await firestore.write(sessions(12));
      const url = `http://127.0.0.1:${functionsPort}/${project}/asia-southeast1/backfill`;
      const body = Buffer.from('{"data":{}}').toString('base64');
      const httpRequest = { url, httpMethod: 'POST', headers: { 'content-type': 'application/json' }, body };
      const queue = `projects/${project}/locations/asia-southeast1/queues/backfill/tasks`;
      const queued = await fetch(`http://127.0.0.1:${tasksPort}/${queue}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer owner' },
        body: JSON.stringify({ task: { httpRequest } }),
      });
      expect(queued.status).toBe(200);
      await vi.waitFor(async () => expect(await firestore.group('events')).toHaveLength(12), PATIENCE);
      expect((await firestore.list('leads')).map(({ path }) => path)).toEqual(['leads/old@example.com']);
    });
  });
});
