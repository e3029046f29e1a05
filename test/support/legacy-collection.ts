import type { LegacySession } from '../../src/migrate/legacy.js';
import type { MadeSession } from './legacy-sessions.js';

/** A made session as Firestore's own SDK gives it: a Timestamp has `toMillis`. */
export const asFound = ({ id, data }: Pick<MadeSession, 'id' | 'data'>): LegacySession => ({
  id,
  data: JSON.parse(JSON.stringify(data), (_key, value) =>
    value?.__timestamp__ ? { toMillis: () => Date.parse(value.__timestamp__) } : value,
  ),
});

/** How many documents one commit of Firestore takes. */
const AT_ONCE = 500;

/** Writes sessions into an emulator's `audit_sessions`, past its rules. `firestore` is `host:port`. */
export async function putSessions(
  firestore: string,
  sessions: Iterable<Pick<MadeSession, 'id' | 'data'>>,
  project = 'demo-siam-visa',
): Promise<void> {
  const root = `projects/${project}/databases/(default)/documents`;
  const commit = async (writes: object[]) => {
    const response = await fetch(`http://${firestore}/v1/${root}:commit`, {
      method: 'POST',
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      body: JSON.stringify({ writes }),
    });
    if (!response.ok) throw new Error(`the sessions were not taken: ${await response.text()}`);
  };
  const writes: object[] = [];
  for (const { id, data } of sessions) {
    writes.push({ update: { name: `${root}/audit_sessions/${id}`, fields: encodedMap(data) } });
    if (writes.length === AT_ONCE) await commit(writes.splice(0));
  }
  if (writes.length) await commit(writes);
}

const encodedMap = (data: object): object =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, encoded(value)]));

function encoded(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: null };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { integerValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  if ('__timestamp__' in Object(value)) return { timestampValue: (value as { __timestamp__: string }).__timestamp__ };
  return { mapValue: { fields: encodedMap(Object(value)) } };
}
