import { describe, expect, test } from 'vitest';
import type { Count } from '../../src/dashboard/case-query.js';
import { daysUntil, eventsOf, handledOf, scoresOf, statusesOf, toDoOf } from '../../src/dashboard/figures.js';
import type { Store } from '../../src/dashboard/firestore.js';
import { openFigures } from '../../src/dashboard/open-figures.js';
import { responseTimesOf } from '../../src/dashboard/response-times.js';
import type { CaseDocument } from '../../src/schema/case.js';

const NOW = '2026-03-01T09:00:00.000Z';
const agent = { uid: 'agent-1', sites: ['a', 'b'] };
const admin = { uid: 'admin', sites: 'all' as const };
const all = (who: typeof agent | typeof admin, site = '') => [
  ...Object.values(toDoOf(who, site, NOW)),
  ...statusesOf(who, site).map(([, question]) => question),
  ...scoresOf(who, site).map(([, question]) => question),
  ...eventsOf(who, site, NOW, NOW).map(([, question]) => question),
];

describe('what the overview counts', () => {
  test('names the sites of an agent in each count, since the rules let them count nothing else', () => {
    for (const count of all(agent).flat()) expect(count.where).toContainEqual(['site_id', 'in', ['a', 'b']]);
    for (const count of all(agent, 'b').flat()) expect(count.where).toContainEqual(['site_id', '==', 'b']);
    for (const count of all(admin).flat()) expect(count.where.map(([field]) => field)).not.toContain('site_id');
    expect(handledOf(agent, '').where).toEqual([['site_id', 'in', ['a', 'b']]]);
  });

  test('is one count each, and none has more combinations than Firestore takes', () => {
    for (const question of all(agent)) expect(question).toHaveLength(1);
    const sites = Array.from({ length: 40 }, (_, i) => `site-${i}`);
    const named = new Map<string, number>();
    for (const { where } of all({ uid: 'x', sites }).flat()) {
      const combinations = where.filter(([, op]) => op === 'in').map(([, , values]) => (values as unknown[]).length);
      expect(combinations.reduce((product, one) => product * one, 1)).toBeLessThanOrEqual(30);
      const [, , own] = where.find(([field]) => field === 'site_id')!;
      for (const site of [own].flat()) named.set(String(site), (named.get(String(site)) ?? 0) + 1);
    }
    // Each site once in each figure.
    expect([...named.keys()]).toEqual(expect.arrayContaining(sites));
    expect(new Set(named.values()).size).toBe(1);
  });

  test('has each score in one class', () => {
    const holds = (score: number, op: string, value: number) =>
      ({ '>=': score >= value, '>': score > value, '<': score < value, '<=': score <= value })[op];
    const classesOf = (score: number) =>
      scoresOf(admin, '').filter(([, [count]]) =>
        (count as Count).where.every(([, op, value]) => holds(score, op, Number(value))),
      );
    for (const [score, from] of [
      [0, 0],
      [9.99, 0],
      [10, 10],
      [99, 90],
      [100, 90],
    ] as const)
      expect(classesOf(score).map(([from]) => from)).toEqual([from]);
  });

  test('is by days of the calendar where the viewer is, today the last', () => {
    const days = daysUntil(new Date(2026, 2, 1, 10, 15).getTime());
    expect(days).toHaveLength(15);
    expect(days.map((day) => new Date(day).getHours())).toEqual(Array(15).fill(0));
    expect([days[0], days[13], days[14]].map((day) => new Date(day!).getDate())).toEqual([16, 1, 2]);
  });
});

describe('response times', () => {
  // Only what is looked at.
  const row = (waiting_since: string | undefined, handled_at: string | undefined) =>
    ({ waiting_since, handled_at }) as CaseDocument;
  const after = (minutes: number) => row(NOW, new Date(Date.parse(NOW) + minutes * 60_000).toISOString());

  test('run from when the client began to wait to the latest edit, and say what they are taken from', () => {
    const rows = [30, 60, 90, 600, 60 * 24 * 8].map(after);
    const again = row('2026-03-02T00:00:00.000Z', NOW);
    const { of, among, median, p90, counts } = responseTimesOf([...rows, again, row(undefined, NOW)]);
    expect({ of, among, median, p90 }).toEqual({ of: 5, among: 7, median: 90 * 60_000, p90: 60 * 24 * 8 * 60_000 });
    expect(counts).toEqual([1, 2, 1, 0, 0, 1]);
  });

  test('of nothing are nothing', () => {
    expect(responseTimesOf([])).toMatchObject({ of: 0, median: undefined, p90: undefined });
  });
});

describe('figures', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const storeOf = (count: (asked: Count) => Promise<number>, readCases: Store['readCases'] = async () => []) =>
    // Only what figures use of it.
    ({ count, readCases }) as unknown as Store;

  test('are 77 counts and three queries, however many cases there are', async () => {
    const asked: Count[] = [];
    const read: number[] = [];
    const store = storeOf(
      async (one) => asked.push(one),
      async (_, most) => {
        read.push(most);
        return [];
      },
    );
    const figures = openFigures(store, agent);
    figures.ask('', Date.parse(NOW));
    await settle();
    expect(asked).toHaveLength(77);
    expect(read).toEqual([1, 20, 100]);
    expect(figures.asked.value).toMatchObject({ counts: 77, documents: 0 });
    expect(figures.days.value.value).toHaveLength(14);
  });

  test('tell who came back by looking at the latest cases that were dealt with', async () => {
    const row = (handled_at: string) =>
      ({ site_id: 'a', status: 'WON', waiting_since: NOW, handled_at }) as CaseDocument;
    const rows = [row('2026-02-01T00:00:00.000Z'), row('2026-03-02T00:00:00.000Z')];
    const figures = openFigures(
      storeOf(
        async () => 0,
        async (_, most) => (most === 1 ? [] : rows),
      ),
      admin,
    );
    figures.ask('', 1);
    await settle();
    expect(figures.toDo.value.value?.returned).toEqual({ count: 1, among: 2 });
    expect(figures.sites.value).toEqual(['a']);
  });

  test('of an earlier question are forgotten, those of the same one stay until there are new ones', async () => {
    const late: ((count: number) => void)[] = [];
    const figures = openFigures(
      storeOf(() => new Promise((resolve) => late.push(resolve))),
      admin,
    );
    figures.ask('a', 1);
    const first = late.splice(0);
    figures.ask('b', 2);
    for (const answer of first) answer(5);
    await settle();
    expect(figures.statuses.value).toEqual({ state: 'loading' });
    for (const answer of late.splice(0)) answer(3);
    await settle();
    expect(figures.statuses.value.value?.map(([, count]) => count)).toEqual(Array(8).fill(3));
    figures.ask('b', 3);
    expect(figures.statuses.value).toMatchObject({ state: 'loading', value: expect.anything() });
  });

  test('that are refused say why, each by itself', async () => {
    const refusal = Object.assign(new Error('no'), { code: 'permission-denied' });
    const store = storeOf(async ({ of }) => {
      if (of === 'events') throw refusal;
      return 1;
    });
    const { ask, days, statuses } = openFigures(store, agent);
    ask('', 1);
    await settle();
    expect(days.value).toEqual({ state: 'failed', error: refusal });
    expect(statuses.value.state).toBe('ready');
  });
});
