import type { Emulator } from '../support/emulator.js';
import type { Commit, Document } from './commits.js';

/** Whoever asks: custom claims, or nobody. */
export type Identity = { uid: string; claims: Record<string, unknown> } | null;

/** One request to Firestore's REST interface, below its documents. No SDK stands between an attack and the rules. */
export interface Request {
  readonly at: string;
  readonly body?: object;
}

/** Stands for the server's time in an update. */
export const NOW = Symbol('the time of the request');
/** Stands for a field that an update removes. */
export const GONE = Symbol('no such field');

/** Writes whole documents at once; `null` deletes. */
export const committing = (commit: Commit): Request => ({
  at: ':commit',
  body: {
    writes: Object.entries(commit).map(([path, document]) =>
      document ? { update: { name: nameOf(path), fields: fieldsOf(document) } } : { delete: nameOf(path) },
    ),
  },
});

/** Changes fields of one document that is there. */
export function updating(path: string, changes: Record<string, unknown>): Request {
  const names = Object.keys(changes).filter((name) => changes[name] !== NOW);
  const values = Object.fromEntries(names.flatMap((name) => (changes[name] === GONE ? [] : [[name, changes[name]]])));
  const times = Object.keys(changes).filter((name) => changes[name] === NOW);
  const write = {
    update: { name: nameOf(path), fields: fieldsOf(values) },
    updateMask: { fieldPaths: names },
    updateTransforms: times.map((fieldPath) => ({ fieldPath, setToServerValue: 'REQUEST_TIME' })),
    currentDocument: { exists: true },
  };
  return { at: ':commit', body: { writes: [write] } };
}

export const getting = (path: string): Request => ({ at: `/${encodeURI(path)}` });

/** Lists a collection, or all of its name, with at most one condition on a field. */
export function listing(collection: string, condition?: readonly [field: string, op: string, value: string]): Request {
  const [id, ...parents] = collection.split('/').reverse() as [string, ...string[]]; // a split has one part at least
  const parent = parents.reverse().filter((part) => part !== '**');
  const [fieldPath, op, value] = condition ?? [];
  const where = { fieldFilter: { field: { fieldPath }, op, value: { stringValue: value } } };
  const from = [{ collectionId: id, allDescendants: collection.startsWith('**/') }];
  const at = `${parent.length ? `/${parent.join('/')}` : ''}:runQuery`;
  const select = { fields: [{ fieldPath: '__name__' }] }; // the rules see whole documents, we need none
  return { at, body: { structuredQuery: { select, from, ...(condition && { where }) } } };
}

/** Counts what `listing` lists, without seeing any of it. */
export function counting(...of: Parameters<typeof listing>): Request {
  const { at, body } = listing(...of);
  const structuredAggregationQuery = { ...body, aggregations: [{ alias: 'count', count: {} }] };
  return { at: at.replace('runQuery', 'runAggregationQuery'), body: { structuredAggregationQuery } };
}

/** The same writes as a commit, none of which waits for another: each is judged by itself. */
export const oneByOne = (commit: Commit): Request => ({ ...committing(commit), at: ':batchWrite' });

/** `refused` by the rules; `impossible` is what Firestore takes from nobody, e.g. a list in a list or a huge document. */
export type Answer = 'allowed' | 'refused' | 'impossible';

/** What Firestore answers; `owner` is above the rules. Throws an Error on any failure that is no refusal. */
export async function answerTo(emulator: Emulator, who: Identity | 'owner', { at, body }: Request): Promise<Answer> {
  const { host, port, project } = emulator;
  const token = who === 'owner' ? who : who && unsigned(who, project);
  const response = await fetch(`http://${host}:${port}/v1/projects/${project}/databases/(default)/documents${at}`, {
    method: body ? 'POST' : 'GET',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok && at === ':batchWrite') return isRefusedThroughout(JSON.parse(text)) ? 'refused' : 'allowed';
  if (response.ok || (!body && response.status === 404)) return 'allowed'; // to be told that nothing is there, too
  if (response.status === 403) return 'refused';
  if (response.status === 400) return 'impossible';
  throw new Error(`${response.status} to ${at}: ${text}`);
}

/** Code 7 is PERMISSION_DENIED. https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const isRefusedThroughout = ({ status }: { status: { code?: number }[] }) => status.every(({ code }) => code === 7);

/** A token as the emulator takes it: nobody signed it. */
function unsigned({ uid, claims }: { uid: string; claims: object }, project: string): string {
  const now = Math.floor(Date.now() / 1000);
  const of = { iss: `https://securetoken.google.com/${project}`, aud: project, iat: now, exp: now + 3600 };
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...of, sub: uid, user_id: uid, ...claims })}.`;
}

const nameOf = (path: string) => `projects/demo-siam-visa/databases/(default)/documents/${path}`;
const fieldsOf = (document: Document) =>
  Object.fromEntries(Object.entries(document).map(([field, value]) => [field, encoded(value)]));

function encoded(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: null };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? { integerValue: String(value) }
      : { doubleValue: Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : value) : String(value) };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  return { mapValue: { fields: fieldsOf(value as Document) } }; // nothing else is ever written
}
