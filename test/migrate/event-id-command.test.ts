import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { idNamedBy } from '../../src/migrate/event-id-command.js';

test('event-id prints the hash of source and qualified source_id', () => {
  const expected = createHash('sha256').update('WEB_CHATaudit:sess_42').digest('hex');
  expect(idNamedBy(['AUDIT_COMPLETED', 'sess_42'])).toBe(expected);
});

test('event-id takes another source', () => {
  const expected = createHash('sha256').update('MANUALcall:é🙂').digest('hex');
  expect(idNamedBy(['CALL_REQUESTED', 'é🙂', '--source', 'MANUAL'])).toBe(expected);
});

test.each([
  [['AUDIT', 'x'], /<type> must be one of AUDIT_COMPLETED.*received AUDIT/],
  [['toString', 'x'], /received toString/],
  [[], /received nothing/],
  [['AUDIT_COMPLETED'], /one <source_id>/],
  [['AUDIT_COMPLETED', 'x', 'y'], /one <source_id>/],
  [['AUDIT_COMPLETED', 'x', '--source', 'FAX'], /--source must be one of WEB_CHAT.*received FAX/],
])('event-id %j says what is wrong', (args, message) => {
  expect(() => idNamedBy(args)).toThrow(message);
});
