import { describe, expect, test } from 'vitest';
import { actionTimes, instantOf } from '../../src/dashboard/action-times.js';
import { otherNames, phonesOf } from '../../src/dashboard/contacts.js';
import { differencesOf } from '../../src/dashboard/differences.js';
import { callLink, mailLink, readable, whatsAppLink } from '../../src/dashboard/phone.js';
import { openSeen } from '../../src/dashboard/seen.js';
import { siblingsOf } from '../../src/dashboard/threads.js';
import { timesIn } from '../../src/dashboard/times.js';
import { en } from '../../src/dashboard/words/en.js';
import { enExport } from '../../src/dashboard/words/en-export.js';
import { enOverview } from '../../src/dashboard/words/en-overview.js';
import { fr } from '../../src/dashboard/words/fr.js';
import { frExport } from '../../src/dashboard/words/fr-export.js';
import { frOverview } from '../../src/dashboard/words/fr-overview.js';
import type { CaseDocument } from '../../src/schema/case.js';
import type { ConflictDocument, StoredEvent } from '../../src/schema/event.js';
import type { Lead } from '../../src/schema/lead.js';

// Only what is looked at.
const event = (fields: object) => fields as StoredEvent;

describe('numbers and names', () => {
  test('make links and are readable', () => {
    expect(callLink('+33612345678')).toBe('tel:+33612345678');
    expect(whatsAppLink('+66 81 234 5678')).toBe('https://wa.me/66812345678');
    expect(mailLink('a&b?c@example.com')).toBe('mailto:a%26b%3Fc@example.com');
    expect(['+33612345678', '+66812345678', '+15551234567', '+4917612345678'].map(readable)).toEqual([
      '+33 6 12 34 56 78',
      '+66 81 234 5678',
      '+1 555 123 4567',
      '+49 176 123 456 78',
    ]);
  });

  test('that differ are all told, the current one first, each with the latest event that brought it', () => {
    const events = [
      event({ event_id: '1', contact: { phone: '+2', name: 'camille  M' } }),
      event({ event_id: '2', contact: { phone: '+1', name: 'CAMILLE' } }),
      event({ event_id: '3', contact: { phone: '+2' } }),
      event({ event_id: '4' }),
    ];
    expect(phonesOf('+1', events).map(({ phone, event }) => [phone, event?.event_id])).toEqual([
      ['+1', '2'],
      ['+2', '1'],
    ]);
    expect(otherNames('Camille', events)).toEqual(['camille  M']);
  });
});

describe('a conflict', () => {
  test('is told by the fields that differ, and times are none', () => {
    const kept = event({ type: 'CALL_REQUESTED', timestamp: '1', payload: { reason: 'a', notes: 'x' } });
    const other = { ...kept, timestamp: '2', payload: { reason: 'a', notes: 'y', transcript: 'z' } };
    // A conflict's event has less than a stored one.
    expect(differencesOf(kept, other as unknown as ConflictDocument['event'])).toEqual([
      { field: 'notes', kept: 'x', other: 'y' },
      { field: 'transcript', kept: '—', other: 'z' },
    ]);
  });
});

describe('cases of one lead', () => {
  test('are one story where a chain of them lies less than 30 days apart', () => {
    const entry = (case_id: string, day: string, intent = 'DTV') => ({
      case_id,
      intent,
      site_id: 's',
      first_event_at: `2026-${day}T00:00:00.000Z`,
      last_event_at: `2026-${day}T00:00:00.000Z`,
    });
    const entries = [
      entry('own', '01-01'),
      entry('b', '01-25'),
      entry('c', '02-20'),
      entry('far', '06-01'),
      entry('other', '01-02', 'RETIREMENT'),
    ];
    // What a lead needs for this.
    const lead = { cases: Object.fromEntries(entries.map((one) => [one.case_id, one])) } as unknown as Lead;
    const found = siblingsOf(lead, entries[0] as unknown as CaseDocument);
    expect(found.map(({ case_id, joined }) => [case_id, joined])).toEqual([
      ['c', true],
      ['b', true],
      ['far', false],
      ['other', false],
    ]);
  });
});

describe('what was read on this device', () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    };
  };
  const row = (case_id: string, last_event_at: string) => ({ case_id, last_event_at }) as CaseDocument;

  test('is unread until it is seen, and again after its next event', () => {
    const storage = shelf();
    openSeen(storage, 'a').see(row('x', '2026-01-01'));
    const later = openSeen(storage, 'a');
    expect(later.isUnread(row('x', '2026-01-01'))).toBe(false);
    expect(later.isUnread(row('x', '2026-01-02'))).toBe(true);
    expect(openSeen(storage, 'b').isUnread(row('x', '2026-01-01'))).toBe(true);
  });

  test('is bounded, survives what is not its own, and works where storage is forbidden', () => {
    const storage = shelf();
    const seen = openSeen(storage, 'a');
    for (let i = 0; i < 2100; i++) seen.see(row(`case-${i}`, `2026-01-01T${String(i).padStart(6, '0')}`));
    expect(JSON.parse(storage.kept.get('crm-seen:a')!)).toHaveLength(2000);
    expect(seen.isUnread(row('case-5', '2026-01-01T000005'))).toBe(false);
    storage.kept.set('crm-seen:a', '{broken');
    expect(openSeen(storage, 'a').isUnread(row('new', '2027'))).toBe(true);
    const forbidden = () => {
      throw new Error('SecurityError');
    };
    const none = openSeen({ getItem: forbidden, setItem: forbidden }, 'a');
    none.see(row('x', '2026'));
    expect(none.isUnread(row('x', '2026'))).toBe(false);
  });
});

describe('times', () => {
  const now = Date.parse('2026-03-01T12:00:00.000Z');
  test('are in the language and the zone of whoever looks', () => {
    const bangkok = timesIn('fr', 'Asia/Bangkok');
    const paris = timesIn('en', 'Europe/Paris');
    expect(bangkok.clock('2026-03-01T20:30:00.000Z')).toBe('03:30');
    expect(paris.clock('2026-03-01T20:30:00.000Z')).toBe('21:30');
    expect(bangkok.day('2026-03-01T20:30:00.000Z', now)).toBe('lundi 2 mars');
    expect(paris.moment('2025-12-31T23:30:00.000Z', now)).toContain('00:30');
    expect(paris.moment('2025-03-01T10:00:00.000Z', now)).toContain('2025');
  });

  test('tomorrow and yesterday are days of the calendar where the viewer is, not spans of 24 hours', () => {
    const now = Date.parse('2026-11-25T14:49:00.000Z'); // Wednesday: 15:49 in Paris, 21:49 in Bangkok
    const { relative } = timesIn('en', 'Europe/Paris');
    expect(relative('2026-11-27T09:00:00.000Z', now)).toBe('in 2 days');
    expect(relative('2026-11-26T22:30:00.000Z', now)).toBe('tomorrow');
    expect(relative('2026-11-26T23:30:00.000Z', now)).toBe('in 2 days');
    expect(timesIn('en', 'Asia/Bangkok').relative('2026-11-26T17:30:00.000Z', now)).toBe('in 2 days');
    expect(relative('2026-11-24T09:00:00.000Z', now)).toBe('yesterday');
    expect(relative('2026-11-23T20:00:00.000Z', now)).toBe('2 days ago');
    expect(timesIn('fr', 'Europe/Paris').relative('2026-11-26T22:30:00.000Z', now)).toBe('demain');
    // The night in which a clock is set back has 25 hours.
    expect(relative('2026-10-26T09:00:00.000Z', Date.parse('2026-10-24T22:30:00.000Z'))).toBe('tomorrow');
  });

  test('are spans in one unit', () => {
    const { span, relative } = timesIn('en');
    expect(
      ['2026-03-01T11:58:30.000Z', '2026-03-01T09:00:00.000Z', '2026-02-20T12:00:00.000Z'].map((at) => span(at, now)),
    ).toEqual(['1m', '3h', '9d']);
    expect(relative('2026-03-03T13:00:00.000Z', now)).toBe('in 2 days');
  });

  test('that something lasted are in two units', () => {
    const { lasting } = timesIn('en');
    const minutes = [0, 59, 60, 105, 60 * 24, 60 * 51];
    expect(minutes.map((count) => lasting(count * 60_000))).toEqual(['0m', '59m', '1h', '1h 45m', '1d', '2d 3h']);
  });

  test('of next actions are on the hour in the viewer’s zone, and what is no time is none', () => {
    const offered = actionTimes(new Date(2026, 2, 1, 10, 15));
    expect(new Date(offered.tomorrow).getHours()).toBe(9);
    expect(new Date(offered.week).getDate()).toBe(8);
    expect(instantOf('2026-03-01T10:00')).toBe(new Date(2026, 2, 1, 10).toISOString());
    for (const bad of ['', 'soon', '1026-03-01T10:00']) expect(instantOf(bad)).toBeUndefined();
  });
});

describe('the words', () => {
  test('are there in both languages, none the same by oversight', () => {
    const flat = (words: object, path = ''): [string, unknown][] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'object' && !Array.isArray(value) ? flat(value, `${path}${key}.`) : [[path + key, value]],
      );
    const french = new Map(
      flat({ ...fr, frOverview, frExport }).map(([key, value]) => [key.replace(/^fr/, 'en'), value]),
    );
    const english = { ...en, enOverview, enExport };
    expect([...french.keys()].sort()).toEqual(
      flat(english)
        .map(([key]) => key)
        .sort(),
    );
    const same = flat(english).filter(
      ([key, value]) => typeof value === 'string' && value.length > 12 && value === french.get(key),
    );
    expect(same).toEqual([]);
  });
});
