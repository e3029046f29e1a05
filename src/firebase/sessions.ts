import type { Sessions } from '../migrate/backfill-ports.js';
import { answered } from './answered.js';
import type { Session } from './identity.js';
import { call, nameOf } from './rest.js';
import { decodedFields, type Value } from './values.js';

/** The old collection's name. */
export const AUDIT_SESSIONS = 'audit_sessions';

const BY_NAME = [{ field: { fieldPath: '__name__' }, direction: 'ASCENDING' }];

/** `audit_sessions` by REST, as an identity that may list it. */
export const firestoreSessions = (session: Session): Sessions => ({
  async count() {
    const structuredAggregationQuery = {
      structuredQuery: { from: [{ collectionId: AUDIT_SESSIONS }] },
      aggregations: [{ alias: 'count', count: {} }],
    };
    const answers = (await answered(session, () =>
      call(session, 'runAggregationQuery', { structuredAggregationQuery }),
    )) as { result?: { aggregateFields: { count: { integerValue: string } } } }[]; // the API fixes the shape
    return Number(answers.find(({ result }) => result)?.result?.aggregateFields.count.integerValue ?? 0);
  },
  async page(after, limit) {
    const range = { limit, ...(after && { after }) };
    const found = await answered(session, () => documentsOf(session, AUDIT_SESSIONS, range));
    return found.map(({ id, fields }) => ({ id, data: fields }));
  },
});

export interface Range {
  limit: number;
  /** The id that those wanted come after. */
  after?: string;
  /** The id that they come before. */
  before?: string;
}

/** Documents of one collection by id. Throws a `RestError`. Never by offset, which is billed for what it skips. */
export async function documentsOf(session: Session, collection: string, range: Range, under = '') {
  const bound = (id: string) => ({
    values: [{ referenceValue: nameOf(session, `${under && `${under}/`}${collection}/${id}`) }],
    before: false,
  });
  const structuredQuery = {
    from: [{ collectionId: collection }],
    orderBy: BY_NAME,
    limit: range.limit,
    ...(range.after && { startAt: bound(range.after) }),
    ...(range.before && { endAt: { ...bound(range.before), before: true } }),
  };
  const rows = (await call(session, 'runQuery', { structuredQuery }, under)) as {
    document?: { name: string; fields?: Record<string, Value> };
  }[]; // https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents/runQuery
  return rows.flatMap(({ document }) => {
    if (!document) return [];
    const { name, fields } = document;
    return [{ id: name.slice(name.lastIndexOf('/') + 1), fields: decodedFields(fields) }];
  });
}
