import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import type { CaseQuery } from '../../src/dashboard/case-query.js';
import { cellOf, csvOf } from '../../src/dashboard/csv.js';
import type { Desk } from '../../src/dashboard/desk.js';
import { exportCases } from '../../src/dashboard/export-cases.js';
import { HOME } from '../../src/dashboard/place.js';
import { en } from '../../src/dashboard/words/en.js';
import type { CaseDocument } from '../../src/schema/case.js';

describe('a cell of a CSV file', () => {
  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['she said "no"', '"she said ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['', ''],
    ['2026-03-01 14:30', '2026-03-01 14:30'],
    ['a=b', 'a=b'],
  ])('that holds %j is written %j', (value, written) => {
    expect(cellOf(value)).toBe(written);
  });

  test.each(['=1+1', '+33612345678', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'])(
    'that a spreadsheet would run (%j) is text, and quoted',
    (value) => {
      expect(cellOf(value)).toBe(`"'${value}"`);
    },
  );

  test('that is a formula with commas and quotes of its own stays one cell', () => {
    expect(cellOf('=HYPERLINK("https://x.example","y")')).toBe(`"'=HYPERLINK(""https://x.example"",""y"")"`);
  });
});

test('a CSV file says that it is UTF-8, and ends each line with CRLF', () => {
  expect(
    csvOf([
      ['Email', 'Prénom'],
      ['a@b.co', 'ณัฐ'],
    ]),
  ).toBe('\ufeffEmail,Prénom\r\na@b.co,ณัฐ\r\n');
});

describe('an export', () => {
  const row = (i: number) =>
    ({
      case_id: `case-${i}`,
      lead_id: `lead${i}@example.com`,
      intent: 'RETIREMENT',
      status: i % 2 ? 'WON' : 'NEW',
      site_id: 'a',
      owner_uid: '',
      first_event_at: '2026-03-01T09:00:00.000Z',
      last_event_at: '2026-03-01T09:00:00.000Z',
      created_at: '2026-03-01T09:00:00.000Z',
      waiting_since: '2026-03-01T09:00:00.000Z',
      handled_at: '2026-03-02T09:00:00.000Z',
    }) as CaseDocument;
  /** What an export reads of a desk, with so many cases in Firestore, of which it keeps those that are new. */
  const deskWith = (count: number, search?: string) => {
    const query: CaseQuery = { where: [], orderBy: ['waiting_since', 'asc'], keeps: ({ status }) => status === 'NEW' };
    const readCases = async (asked: CaseQuery, most: number) => {
      expect(asked).toBe(query);
      return Array.from({ length: Math.min(count, most) }, (_, i) => row(i));
    };
    const desk = {
      query: () => query,
      place: signal(HOME),
      search: signal(search),
      words: signal(en),
      preferences: { language: signal('en') },
      store: { readCases },
    };
    return desk as unknown as Desk;
  };

  test('holds the cases of the list in its order, in words, and is named by view and day', async () => {
    const saved: string[] = [];
    expect(await exportCases(deskWith(3), (...file) => saved.push(...file))).toEqual({
      state: 'done',
      count: 2,
      cut: false,
    });
    expect(saved[0]).toMatch(/^cases-inbox-\d{4}-\d\d-\d\d\.csv$/);
    const [head, first, second, end] = saved[1]!.split('\r\n').map((line) => line.split(','));
    expect(head?.slice(0, 6)).toEqual(['\ufeffEmail', 'Status', 'Visa', 'Site', 'Owner', 'Audit score']);
    expect(first?.slice(0, 6)).toEqual(['lead0@example.com', 'New', 'Retirement', 'a', '', '']);
    expect(first?.[7]).toMatch(/^2026-03-01 \d\d:\d\d$/);
    expect(second?.[0]).toBe('lead2@example.com');
    expect(end).toEqual(['']);
  });

  test('reads 1,001 cases at most, holds 1,000 of them, and says that there are more', async () => {
    const saved: string[] = [];
    const hand = (...file: string[]) => saved.push(...file);
    // Half of those read are kept.
    expect(await exportCases(deskWith(5000), hand)).toEqual({ state: 'done', count: 500, cut: true });
    expect(await exportCases(deskWith(1000), hand)).toEqual({ state: 'done', count: 500, cut: false });
    expect(saved[1]!.split('\r\n')).toHaveLength(502);
  });

  test('is no file where there is no case, and names nobody who is searched for', async () => {
    const saved: string[] = [];
    const hand = (name: string) => saved.push(name);
    expect(await exportCases(deskWith(0), hand)).toMatchObject({ count: 0 });
    expect(saved).toEqual([]);
    await exportCases(deskWith(1, 'camille@example.com'), hand);
    expect(saved[0]).toMatch(/^cases-search-\d{4}-\d\d-\d\d\.csv$/);
  });
});
