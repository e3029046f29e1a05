import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_KINDS, eventId, SOURCES, sourceIdOf } from '../../src/schema/event-id.js';
import { sha256 } from '../../src/schema/sha256.js';

const reference = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

test('sha256 agrees with the platform on any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => sha256(text) === reference(text)));
});

test('sha256 agrees with the platform at every length around a block', () => {
  for (let length = 0; length <= 200; length++) expect(sha256('é'.repeat(length))).toBe(reference('é'.repeat(length)));
});

test('a lone surrogate counts as U+FFFD', () => {
  expect(sha256('a\ud83d')).toBe(reference('a\ufffd'));
});

test('no source is the prefix of another, so that no two pairs run together', () => {
  for (const a of SOURCES) for (const b of SOURCES) expect(a !== b && b.startsWith(a)).toBe(false);
});

test('one session gives each kind of event an id of its own', () => {
  const types = Object.keys(EVENT_KINDS) as (keyof typeof EVENT_KINDS)[];
  const ids = types.map((type) => eventId(EVENT_KINDS[type].source, sourceIdOf(type, 'sess_1')));
  expect(new Set(ids).size).toBe(types.length);
  expect(sourceIdOf('AUDIT_COMPLETED', 'sess_1/2')).toBe('audit:sess_1/2');
});
