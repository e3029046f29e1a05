import type { Eraser } from '../migrate/erase.js';
import { erasurePath, leadPath } from '../schema/collections.js';
import { sha256 } from '../schema/sha256.js';
import { adminApp } from './admin-app.js';

/** Where `erase` leaves a line of what it did. Only the project's administrators can read it. */
export const ADMIN_LOG = 'admin_log';

/**
 * Firestore past its rules, with the operator's own credentials (or the emulator's, which has none). `close` ends its
 * connections.
 */
export async function firestoreEraser(projectId: string): Promise<Eraser & { close(): Promise<void> }> {
  const { FieldValue, getFirestore, Timestamp } = await import('firebase-admin/firestore');
  const db = getFirestore(adminApp(projectId));
  const logLine = (email: string, erasedAt: string) => db.doc(`${ADMIN_LOG}/${erasedAt}-${sha256(email).slice(0, 16)}`);
  return {
    begin: (email, now, skew, by) =>
      db.runTransaction(async (transaction) => {
        const lead = db.doc(leadPath(email));
        const latest: unknown = (await transaction.get(lead)).get('updated_at');
        const most = new Date(Date.parse(now) + skew).toISOString();
        const erased_at = typeof latest !== 'string' || latest < now ? now : latest < most ? latest : most;
        transaction.set(db.doc(erasurePath(sha256(email))), { erased_at });
        transaction.delete(lead);
        transaction.set(logLine(email, erased_at), { did: 'erase', about: sha256(email), by, begun_at: now });
        return erased_at;
      }),
    async commit(changes) {
      const batch = db.batch();
      for (const change of changes) {
        if ('merge' in change) batch.set(db.doc(change.merge), change.fields, { merge: true });
        else {
          const since = change.unchangedSince;
          const precondition = since === undefined ? {} : { lastUpdateTime: timestampOf(since) };
          if ('remove' in change) batch.delete(db.doc(change.remove), precondition);
          else batch.update(db.doc(change.unset), { [change.field]: FieldValue.delete() }, precondition);
        }
      }
      try {
        await batch.commit();
        return true;
      } catch (error) {
        if (codeOf(error) === FAILED_PRECONDITION || codeOf(error) === NOT_FOUND) return false;
        throw error;
      }
    },
    finish: async (email, erasedAt, went) => {
      await logLine(email, erasedAt).set({ finished_at: new Date().toISOString(), went }, { merge: true });
    },
    close: () => db.terminate(),
  };

  /** A time as Firestore's answers have it: a Date would lose its microseconds. */
  function timestampOf(iso: string) {
    const fraction = /\.(\d+)Z$/.exec(iso)?.[1] ?? '';
    const seconds = Math.floor(Date.parse(iso.replace(/\.\d+Z$/, 'Z')) / 1000);
    return new Timestamp(seconds, Number(fraction.padEnd(9, '0').slice(0, 9)));
  }
}

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NOT_FOUND = 5;
const FAILED_PRECONDITION = 9;
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
