import type { Fields, Write } from '../ingest/ports.js';
import type { Session } from './identity.js';
import { decodedFields, encodedFields, type Value } from './values.js';

/** A document as it was read: its fields, where it exists, and what a commit must find unchanged. */
export interface Snapshot {
  fields: Fields | undefined;
  version: Precondition;
}

/** https://firebase.google.com/docs/firestore/reference/rest/v1/Precondition */
type Precondition = { updateTime: string } | { exists: boolean };

/** What Firestore answered instead of doing it. `code` in Firebase's words, e.g. `permission-denied`. */
export class RestError extends Error {
  override readonly name = 'RestError';
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    // Firestore's own message may quote a document's path, so an email.
    super(`Firestore answered ${code}`, options);
  }
}

/** How long Firestore may take to answer, ms. */
const TIME_LIMIT = 10_000;

/** Reads documents by path, all in one request. Throws a `RestError`. */
export async function readDocuments(session: Session, paths: readonly string[]): Promise<Map<string, Snapshot>> {
  const answers = (await call(session, 'batchGet', {
    documents: paths.map((path) => nameOf(session, path)),
  })) as Found[]; // https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents/batchGet
  const documents = new Map<string, Snapshot>();
  for (const { found, missing } of answers)
    if (found)
      documents.set(pathOf(session, found.name), {
        fields: decodedFields(found.fields),
        version: { updateTime: found.updateTime },
      });
    else if (missing) documents.set(pathOf(session, missing), { fields: undefined, version: { exists: false } });
  return documents;
}

interface Found {
  found?: { name: string; fields?: Record<string, Value>; updateTime: string };
  missing?: string;
}

/**
 * Commits all writes or none, where every document that was read is still as it was: those that are not written are
 * only verified. This is the transaction of Firebase's own web SDK, without a lock. Answers what was written, as it now
 * is. Throws a `RestError`.
 */
export async function commitWrites(
  session: Session,
  writes: readonly Write[],
  read: ReadonlyMap<string, Snapshot>,
): Promise<Map<string, Snapshot>> {
  const written = new Set(writes.map(pathIn));
  const verified = [...read].filter(([path]) => !written.has(path));
  const { writeResults } = (await call(session, 'commit', {
    writes: [
      ...writes.map((write) => encodedWrite(session, write, read)),
      ...verified.map(([path, { version }]) => ({ verify: nameOf(session, path), currentDocument: version })),
    ],
  })) as { writeResults: { updateTime: string }[] }; // one for each write, in their order
  return new Map(
    writes.flatMap((write, i) => {
      const fields = 'create' in write ? write.document : updated(read.get(write.update)?.fields, write.changes);
      const updateTime = writeResults[i]?.updateTime;
      return fields && updateTime ? [[pathIn(write), { fields, version: { updateTime } }]] : [];
    }),
  );
}

const pathIn = (write: Write): string => ('create' in write ? write.create : write.update);

/** A document that was read, with the changes; `undefined` where it was not. */
function updated(before: Fields | undefined, changes: Fields): Fields | undefined {
  if (!before) return undefined;
  const after = { ...before };
  for (const [field, value] of Object.entries(nested(changes)))
    after[field] = field in changes ? value : { ...Object(before[field]), ...Object(value) };
  return after;
}

function encodedWrite(session: Session, write: Write, read: ReadonlyMap<string, Snapshot>): object {
  if ('create' in write) {
    const update = { name: nameOf(session, write.create), fields: encodedFields(write.document) };
    return { update, currentDocument: { exists: false } };
  }
  const update = { name: nameOf(session, write.update), fields: encodedFields(nested(write.changes)) };
  const updateMask = { fieldPaths: Object.keys(write.changes).map(fieldPath) };
  return { update, updateMask, currentDocument: read.get(write.update)?.version ?? { exists: true } };
}

/** `{ 'cases.x': 1 }` as `{ cases: { x: 1 } }`. */
function nested(changes: Fields): Fields {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(changes)) {
    const [field = '', entry] = key.split('.');
    fields[field] = entry === undefined ? value : { ...Object(fields[field]), [entry]: value };
  }
  return fields;
}

/** A name that is no identifier, such as a case's id that begins with a digit, is quoted. */
const fieldPath = (key: string): string =>
  key
    .split('.')
    .map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``))
    .join('.');

export const rootOf = ({ projectId }: Session): string => `projects/${projectId}/databases/(default)/documents`;
export const nameOf = (session: Session, path: string): string => `${rootOf(session)}/${path}`;
const pathOf = (session: Session, name: string): string => name.slice(rootOf(session).length + 1);

/** Calls a method of the API on all documents, or on those below the path `under`. Throws a `RestError`. */
export async function call(
  session: Session,
  method: 'batchGet' | 'commit' | 'runQuery' | 'runAggregationQuery',
  body: object,
  under = '',
): Promise<unknown> {
  const response = await fetch(`${session.firestoreUrl}/v1/${rootOf(session)}${under && `/${under}`}:${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await session.idToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIME_LIMIT),
  }).catch(unanswered);
  const answer: unknown = await response.json().catch(unanswered);
  if (response.ok) return answer;
  // A method that streams its answers puts the error into the list of them.
  const { error } = ([answer].flat()[0] ?? {}) as { error?: { status?: string } };
  throw new RestError(error?.status?.toLowerCase().replaceAll('_', '-') ?? 'unavailable');
}

function unanswered(cause: unknown): never {
  throw new RestError('unavailable', { cause });
}
