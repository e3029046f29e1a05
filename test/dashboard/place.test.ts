import { describe, expect, test } from 'vitest';
import { queryOf, searchOf } from '../../src/dashboard/case-query.js';
import { HOME, type Place, readPlace, writePlace } from '../../src/dashboard/place.js';
import type { CaseDocument } from '../../src/schema/case.js';

const NOW = '2026-03-01T09:00:00.000Z';
const agent = { uid: 'agent-1', sites: ['siam-visa-pro'] };
const query = (change: Partial<Place>, who: Parameters<typeof queryOf>[2] = agent) =>
  queryOf({ ...HOME, ...change }, 'waiting', who, NOW, () => true);
// Only what a query looks at.
const row = (fields: Partial<CaseDocument>) => fields as CaseDocument;

describe('a place', () => {
  test.each<Place>([
    HOME,
    { ...HOME, view: 'all', status: ['WON', 'LOST'], intent: 'DTV', site: 'siam-visa-pro', order: 'latest' },
    { ...HOME, view: 'mine', owner: 'nobody', overdue: true, unread: true, caseId: 'a'.repeat(64) },
  ])('is read back from its address', (place) => {
    expect(readPlace(writePlace(place))).toEqual({ ...place, status: [...place.status] });
  });

  test('takes what it does not know as absent', () => {
    expect(readPlace('?view=gone&status=NEW.DONE&order=best&case=../x&owner=you')).toEqual({
      ...HOME,
      status: ['NEW'],
    });
  });
});

test('the overview has a site, and no case beside it', () => {
  const place = readPlace(`?view=overview&site=a&case=${'a'.repeat(64)}`);
  expect(place).toEqual({ ...HOME, view: 'overview', site: 'a' });
});

describe('the query of a view', () => {
  test('names the sites of an agent, since the rules let them list nothing else', () => {
    expect(query({}).where).toContainEqual(['site_id', '==', 'siam-visa-pro']);
    expect(query({}, { uid: 'a', sites: ['a', 'b'] }).where).toContainEqual(['site_id', 'in', ['a', 'b']]);
    expect(query({ site: 'other' }).where).toContainEqual(['site_id', '==', 'siam-visa-pro']);
    expect(query({}, { uid: 'a', sites: 'all' }).where.some(([field]) => field === 'site_id')).toBe(false);
  });

  test('of the inbox asks for whom no agent has dealt with, and orders by who waits longest', () => {
    expect(query({}).orderBy).toEqual(['waiting_since', 'asc']);
    expect(query({}).where).toContainEqual(['status', 'in', ['NEW', 'AUDIT_DONE', 'CALL_REQUESTED', 'CALL_SCHEDULED']]);
  });

  test('asks Firestore for no more combinations than it takes, and looks at the rest itself', () => {
    const sites = Array.from({ length: 8 }, (_, i) => `site-${i}`);
    const { where, keeps } = query({}, { uid: 'a', sites });
    expect(where.map(([field]) => field)).toEqual(['site_id']);
    expect([keeps(row({ status: 'NEW' })), keeps(row({ status: 'WON' }))]).toEqual([true, false]);
  });

  test('of those who came back keeps whom something happened to after they were handled', () => {
    const { keeps } = query({ view: 'returned' });
    const handled_at = '2026-02-01T00:00:00.000Z';
    expect(keeps(row({ handled_at, waiting_since: '2026-02-01T00:00:00.001Z' }))).toBe(true);
    expect(keeps(row({ handled_at, waiting_since: '2026-01-31T00:00:00.000Z' }))).toBe(false);
  });

  test('of what is overdue is ordered by when it was due', () => {
    expect(query({ view: 'due' })).toMatchObject({ orderBy: ['next_action_at', 'asc'] });
    expect(query({ overdue: true }).where).toContainEqual(['next_action_at', '<=', NOW]);
  });

  test('of a search looks for the email as it is stored', () => {
    const { where } = searchOf('  Camille@Ex', ['siam-visa-pro']);
    expect(where.slice(1)).toEqual([
      ['lead_id', '>=', 'camille@ex'],
      ['lead_id', '<', 'camille@ex\uf8ff'],
    ]);
  });
});
