import { isStoreFailure } from '../ingest/ports.js';
import type { Chunk, Runs } from '../migrate/backfill-ports.js';
import type { Run } from '../migrate/run.js';
import { answered } from './answered.js';
import type { Session } from './identity.js';
import { call, nameOf, readDocuments } from './rest.js';
import { documentsOf } from './sessions.js';
import { encodedFields } from './values.js';

/** The one run of a project that is not over, or the last one. */
export const RUN_PATH = 'migrations/backfill';
const SPOOL = 'spool';

/** What one commit may hold: Firestore takes 500 writes and 10 MiB. */
const WRITES = 450;
const CHARACTERS = 4_000_000;

/** How many chunks are read with one request. */
const CHUNKS = 30;

/** Runs in Firestore by REST, as the identity that may write them. */
export function firestoreRuns(session: Session): Runs {
  const update = (path: string, fields: object) => ({
    update: { name: nameOf(session, path), fields: encodedFields({ ...fields }) },
  });
  const commit = async (writes: object[]) =>
    (await answered(session, () => call(session, 'commit', { writes }))) as { writeResults: { updateTime?: string }[] };
  return {
    async read() {
      const found = (await answered(session, () => readDocuments(session, [RUN_PATH]))).get(RUN_PATH);
      if (!found?.fields || !('updateTime' in found.version)) return undefined;
      return { run: found.fields as unknown as Run, version: found.version.updateTime }; // only this room writes it
    },
    async keep(run, version, put = [], removed = []) {
      const changes = [
        ...put.map(({ id, text }) => ({ size: text.length, write: update(`${RUN_PATH}/${SPOOL}/${id}`, { text }) })),
        ...removed.map((id) => ({ size: 0, write: { delete: nameOf(session, `${RUN_PATH}/${SPOOL}/${id}`) } })),
      ];
      // What does not fit beside the run goes before it: it is named anew by whoever does this step again.
      const rest = portions(changes);
      const last = rest.pop() ?? [];
      for (const portion of rest) await commit(portion);
      const currentDocument = version === undefined ? { exists: false } : { updateTime: version };
      try {
        const { writeResults } = await commit([{ ...update(RUN_PATH, run), currentDocument }, ...last]);
        return writeResults[0]?.updateTime;
      } catch (error) {
        if (isStoreFailure(error) && error.reason === 'contention') return undefined;
        throw error;
      }
    },
    async *chunks(prefix) {
      let after = prefix;
      for (;;) {
        const range = { limit: CHUNKS, after, before: `${prefix}~` };
        const found = await answered(session, () => documentsOf(session, SPOOL, range, RUN_PATH));
        for (const { id, fields } of found) yield { id, text: String(fields.text) } satisfies Chunk;
        if (found.length < CHUNKS) return;
        after = found.at(-1)!.id;
      }
    },
  };
}

function portions(changes: readonly { size: number; write: object }[]): object[][] {
  const all: object[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const change of changes) {
    const current = all.at(-1);
    if (!current || current.length >= WRITES || size + change.size > CHARACTERS) {
      all.push([change.write]);
      size = change.size;
    } else {
      current.push(change.write);
      size += change.size;
    }
  }
  return all;
}
