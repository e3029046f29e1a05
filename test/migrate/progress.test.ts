import { describe, expect, test } from 'vitest';
import { duration, progressLine, progressOf, speedometer } from '../../src/migrate/progress.js';
import { skippedLine, summaryLines } from '../../src/migrate/report.js';
import { begun, NO_COUNTS, type Run } from '../../src/migrate/run.js';
import { statusLines } from '../../src/migrate/status-command.js';

const AT = '2026-11-01T09:00:00.000Z';
const RUN: Run = begun(1, 1000, AT, '');

describe('a progress line', () => {
  test('says how far, how fast, how long still, and what it does', () => {
    expect(progressLine({ of: 'sessions', done: 2500, total: 10_000 }, 125, 'reading sessions')).toBe(
      '[#####...............] 25 %  2,500 of 10,000 sessions, 125/s, 60 s left  reading sessions',
    );
  });

  test('is only what it does where there is nothing to count', () => {
    expect(progressLine({ of: 'events', done: 0, total: 0 }, 0, 'writing events')).toBe('writing events');
  });

  test('counts sessions while they are read, then events, whatever became of them', () => {
    expect(progressOf({ ...RUN, counts: { ...NO_COUNTS, sessions: 300 } })).toEqual({
      of: 'sessions',
      done: 300,
      total: 1000,
    });
    const counts = { ...NO_COUNTS, events: 90, written: 10, already_live: 20, repeated: 1, erased: 2, refused: 3 };
    expect(progressOf({ ...RUN, phase: 'writing', counts })).toEqual({ of: 'events', done: 36, total: 90 });
  });

  test('goes by the last half minute, and begins anew with the events', () => {
    const rate = speedometer();
    const sessions = (done: number) => ({ of: 'sessions' as const, done, total: 1000 });
    expect(rate(sessions(0), 0)).toBe(0);
    expect(rate(sessions(100), 10_000)).toBe(10);
    expect(rate(sessions(100), 45_000)).toBe(0);
    expect(rate({ of: 'events', done: 5, total: 10 }, 46_000)).toBe(0);
  });

  test.each([
    [0.2, '1 s'],
    [89, '89 s'],
    [600, '10 min'],
    [7500, '2 h 5 min'],
  ])('%f seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

test('a skipped session is a line with what was wrong with what', () => {
  const issue = (path: string) => ({ path, code: 'x', message: 'is wrong' });
  const line = { session: 's1', what: 'audit', reason: 'breaks_schema', issues: [issue('a'), issue('b')] } as const;
  expect(skippedLine(line)).toBe('skipped  s1  audit  breaks_schema  a: is wrong (and 1 more)');
  expect(skippedLine({ session: 's1', what: 'session', reason: 'no_email', issues: [] })).toBe(
    'skipped  s1  session  no_email',
  );
});

test('a report has a row for each reason', () => {
  const lines = summaryLines({ ...RUN, skipped: { no_time: 2, bad_email: 1234 } }).map((line) => line.trim());
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^skipped, bad_email +1,234$/)]));
  expect(lines.findIndex((line) => line.includes('bad_email'))).toBeLessThan(
    lines.findIndex((line) => line.includes('no_time')),
  );
});

describe('a status', () => {
  const at = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000);
  const second = (run: Partial<Run>, seconds = 3) => statusLines({ ...RUN, ...run }, at(seconds))[1];
  test.each<[string, Partial<Run>, number, RegExp]>([
    [
      'what it does',
      { holder: 'here/1', doing: 'reading sessions' },
      3,
      /^ {2}here\/1: reading sessions \(last sign of life 3 s ago\)$/,
    ],
    ['what it waits for', { holder: 'here/1', doing: 'waiting: the rate limit' }, 3, /waiting: the rate limit/],
    [
      'that its holder is silent',
      { holder: 'here/1' },
      60,
      /waiting: here\/1 has gone silent; crm-admin backfill takes over/,
    ],
    ['that nobody works on it', {}, 3, /nobody works on it: crm-admin backfill goes on/],
    [
      'that it is paused, and nobody works on it',
      { wanted: 'pause' },
      3,
      /it is paused: crm-admin resume, then backfill/,
    ],
    ['that only the report is left', { phase: 'reporting' }, 3, /the report waits: crm-admin backfill takes it/],
  ])('says %s', (_what, run, seconds, line) => {
    expect(second(run, seconds)).toMatch(line);
  });

  test('of a run that is done is its report', () => {
    const lines = statusLines({ ...RUN, phase: 'done', finished_at: AT }, at(3));
    expect(lines[0]).toBe(`Backfill 1 was done at ${AT}.`);
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/events written/)]));
  });
});
