import type { Fields } from '../ingest/ports.js';

/** A value as Firestore's REST API writes it: one key, the type. https://firebase.google.com/docs/firestore/reference/rest/v1/Value */
export type Value = Record<string, unknown>;

/** A document's fields for Firestore. Throws a TypeError for what the data model has no place for. */
export const encodedFields = (fields: Fields): Record<string, Value> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encoded(value)]));

/** A document's fields as they were stored. A timestamp becomes an instant: the domain knows no other kind of time. */
export const decodedFields = (fields: Record<string, Value> = {}): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decoded(value)]));

function encoded(value: unknown): Value {
  if (value === null) return { nullValue: null };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return encodedNumber(value);
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  if (typeof value === 'object') return { mapValue: { fields: encodedFields({ ...value }) } };
  throw new TypeError(`Firestore has no ${typeof value}`);
}

/** Integers are integers, as in Firebase's own SDK; −0 is none, and JSON has no word for it. */
function encodedNumber(value: number): Value {
  if (Object.is(value, -0)) return { doubleValue: '-0' };
  if (Number.isSafeInteger(value)) return { integerValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function decoded(value: Value): unknown {
  const [kind, inner] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case 'nullValue':
      return null;
    case 'integerValue':
    case 'doubleValue':
      return Number(inner);
    case 'timestampValue':
      return new Date(String(inner)).toISOString();
    case 'arrayValue':
      return ((inner as { values?: Value[] }).values ?? []).map(decoded); // the API fixes the shape
    case 'mapValue':
      return decodedFields((inner as { fields?: Record<string, Value> }).fields); // likewise
    default:
      return inner;
  }
}
