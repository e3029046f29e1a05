import type { Found, Moment, Reader, Selection } from '../migrate/reader.js';
import type { Session } from './identity.js';
import { call, nameOf, pathOf, RestError } from './rest.js';
import { decodedFields, type Value } from './values.js';

/** Tries of one reading that Firestore does not answer, and the first pause between two, ms; it doubles with each. */
const ATTEMPTS = 6;
const FIRST_PAUSE = 250;

/** Most documents in one request. A page of a query and a `batchGet` stay far below the limits of an answer. */
const MOST_AT_ONCE = 300;

/** Answers that another try may change. What the rules deny, they deny again. */
const WILL_PASS = new Set([
  'unavailable',
  'deadline-exceeded',
  'resource-exhausted',
  'aborted',
  'internal',
  'unauthenticated',
]);

interface RestDocument {
  name: string;
  fields?: Record<string, Value>;
  updateTime: string;
}

/** Firestore through its REST API, as whoever the session is. Never writes. Throws a `RestError`. */
export function firestoreReader(session: Session): Reader {
  const read = (method: 'batchGet' | 'runQuery' | 'runAggregationQuery', body: object, under = '') =>
    patiently(session, () => call(session, method, body, under));
  const found = ({ name, fields, updateTime }: RestDocument): Found => ({
    path: pathOf(session, name),
    fields: decodedFields(fields),
    updatedAt: updateTime,
  });

  const query = async (selection: Selection, more: object, at?: Moment) => {
    const { under, structuredQuery } = queryOf(selection);
    const body = { structuredQuery: { ...structuredQuery, ...more }, ...(at && { readTime: at }) };
    // https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents/runQuery
    const rows = (await read('runQuery', body, under)) as { document?: RestDocument; readTime: string }[];
    return {
      documents: rows.flatMap(({ document }) => (document ? [document] : [])),
      at: momentOf(rows[0]?.readTime),
    };
  };

  return {
    now: async () => (await query({ collection: 'leads', only: [] }, { limit: 1 })).at,

    async get(paths, at) {
      const documents = new Map<string, Found>();
      const distinct = [...new Set(paths)];
      for (let from = 0; from < distinct.length; from += MOST_AT_ONCE) {
        const names = distinct.slice(from, from + MOST_AT_ONCE).map((path) => nameOf(session, path));
        const answers = (await read('batchGet', { documents: names, readTime: at })) as { found?: RestDocument }[];
        for (const answer of answers)
          if (answer.found) documents.set(pathOf(session, answer.found.name), found(answer.found));
      }
      return documents;
    },

    select: async (selection, at) => (await query(selection, {}, at)).documents.map(found),

    async *pages(selection, size) {
      let last: string | undefined;
      for (;;) {
        const startAt = last && { startAt: { values: [{ referenceValue: last }], before: false } };
        const { documents, at } = await query(selection, { ...startAt, limit: size, orderBy: [BY_NAME] });
        if (documents.length) yield { found: documents.map(found), at };
        last = documents.at(-1)?.name;
        if (documents.length < size) return;
      }
    },

    async count(selection) {
      const { under, structuredQuery } = queryOf(selection);
      const body = { structuredAggregationQuery: { structuredQuery, aggregations: [{ alias: 'all', count: {} }] } };
      // https://firebase.google.com/docs/firestore/reference/rest/v1/projects.databases.documents/runAggregationQuery
      const rows = (await read('runAggregationQuery', body, under)) as {
        result?: { aggregateFields: { all: { integerValue: string } } };
      }[];
      return Number(rows[0]?.result?.aggregateFields.all.integerValue);
    },
  };
}

const BY_NAME = { field: { fieldPath: '__name__' } };

function queryOf({ collection, everywhere = false, where, only }: Selection) {
  const parts = collection.split('/');
  const values = where?.isOneOf.map((text) => ({ stringValue: text }));
  return {
    under: parts.slice(0, -1).join('/'),
    structuredQuery: {
      from: [{ collectionId: parts.at(-1), allDescendants: everywhere }],
      ...(where && {
        where: { fieldFilter: { field: { fieldPath: where.field }, op: 'IN', value: { arrayValue: { values } } } },
      }),
      // A query for no field at all is one for the names.
      ...(only && { select: { fields: only.length ? only.map((fieldPath) => ({ fieldPath })) : [BY_NAME.field] } }),
    },
  };
}

/** A time of Firestore's as one may be read at: in microseconds. */
function momentOf(readTime: string | undefined): Moment {
  if (!readTime) throw new RestError('unavailable');
  return readTime.replace(/(\.\d{6})\d+Z$/, '$1Z');
}

async function patiently<T>(session: Session, reading: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await reading();
    } catch (error) {
      if (!(error instanceof RestError) || !WILL_PASS.has(error.code) || attempt >= ATTEMPTS) throw error;
      if (error.code === 'unauthenticated') session.forget();
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)));
    }
  }
}
