import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { queryOf, type Sites, searchOf } from '../../src/dashboard/case-query.js';
import { eventsOf, handledOf, scoresOf, statusesOf, toDoOf } from '../../src/dashboard/figures.js';
import { HOME, ORDERS, OWNERS, VIEWS } from '../../src/dashboard/place.js';

interface Field {
  readonly fieldPath: string;
  readonly order: 'ASCENDING' | 'DESCENDING';
}
interface Index {
  readonly collectionGroup: string;
  readonly queryScope?: string;
  readonly fields: readonly Field[];
}
interface Override {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  readonly indexes: readonly { readonly queryScope: string }[];
}
const { indexes, fieldOverrides } = JSON.parse(
  readFileSync(new URL('../../firestore.indexes.json', import.meta.url), 'utf8'),
) as { indexes: Index[]; fieldOverrides: Override[] };

interface Asked {
  readonly of?: string;
  readonly where: readonly (readonly [field: string, op: string, value: unknown])[];
  readonly orderBy?: readonly [field: string, direction: 'asc' | 'desc'];
}

/**
 * The indexes that are missing for a query. Firestore merges indexes that begin with one equality each and end in the same
 * order; queries of equalities alone merge those of single fields, which every field has within its collection, but
 * none has over all collections of a name. https://firebase.google.com/docs/firestore/query-data/index-overview
 */
function missingFor({ of = 'cases', where, orderBy }: Asked): string[] {
  const scope = of === 'cases' ? 'COLLECTION' : 'COLLECTION_GROUP';
  const equal = where.filter(([, op]) => op === '==' || op === 'in').map(([field]) => field);
  const ranged = where.find(([, op]) => /[<>]/.test(op))?.[0];
  const [last = ranged, direction = 'asc'] = orderBy ?? [];
  const order = direction === 'asc' ? 'ASCENDING' : 'DESCENDING';
  const alone = (field: string) => {
    const override = fieldOverrides.find((one) => one.collectionGroup === of && one.fieldPath === field);
    const has = override ? override.indexes.some((one) => one.queryScope === scope) : scope === 'COLLECTION';
    return has ? [] : [`${of}: ${field}`];
  };
  if (!last) return equal.flatMap(alone);
  if (!equal.length) return alone(last);
  return equal
    .filter(
      (field) =>
        !indexes.some(
          ({ collectionGroup, queryScope, fields: [first, second, ...more] }) =>
            collectionGroup === of &&
            queryScope === scope &&
            !more.length &&
            first?.fieldPath === field &&
            second?.fieldPath === last &&
            second.order === order,
        ),
    )
    .map((field) => `${of}: ${field}, ${last} ${order}`);
}

const NOW = '2026-03-01T09:00:00.000Z';
const everybody: Sites[] = [['a'], ['a', 'b'], 'all'];

describe('the index file', () => {
  test('has what each view needs, in each order and under each filter, for lists and exports', () => {
    const asked = everybody.flatMap((sites) =>
      VIEWS.filter((view) => view !== 'overview' && view !== 'conflicts').flatMap((view) =>
        ORDERS.flatMap((order) =>
          OWNERS.flatMap((owner) =>
            [[], ['WON'] as const, ['NEW', 'WON'] as const].flatMap((status) =>
              ['', 'DTV'].flatMap((intent) =>
                [false, true].map((overdue) =>
                  queryOf(
                    { ...HOME, view, owner, status, intent, overdue },
                    order,
                    { uid: 'x', sites },
                    NOW,
                    () => true,
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    );
    asked.push(...everybody.map((sites) => searchOf('a', sites)));
    expect([...new Set(asked.flatMap(missingFor))]).toEqual([]);
  });

  test('has what the overview counts and reads', () => {
    const asked = everybody.flatMap((sites): Asked[] => {
      const who = { uid: 'x', sites };
      return [
        ...Object.values(toDoOf(who, '', NOW)).flat(),
        ...[...statusesOf(who, ''), ...scoresOf(who, '')].flatMap(([, question]) => question),
        ...eventsOf(who, '', NOW, NOW).flatMap(([, question]) => question),
        handledOf(who, ''),
      ];
    });
    expect([...new Set(asked.flatMap(missingFor))]).toEqual([]);
  });

  test('is looked at by a check that finds what is missing', () => {
    expect(missingFor({ where: [['intent', '==', 'DTV']], orderBy: ['handled_at', 'desc'] })).toHaveLength(1);
    expect(missingFor({ of: 'events', where: [['type', '==', 'x']] })).toHaveLength(1);
  });
});
