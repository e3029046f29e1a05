import { expect, test } from 'vitest';
import { addressOf } from '../../src/firebase/address.js';

const HOSTING = 'fastly-client-ip';

test.each([
  ['what the proxy in front says', HOSTING, { [HOSTING]: '203.0.113.7', 'x-forwarded-for': '1.1.1.1' }, '203.0.113.7'],
  ['else what Google put last', HOSTING, { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' }, '203.0.113.7'],
  [
    'not what a sender claims of no proxy',
    '',
    { [HOSTING]: '6.6.6.6', 'x-forwarded-for': '203.0.113.7' },
    '203.0.113.7',
  ],
  ['nobody where nobody says', HOSTING, {}, undefined],
  ['nobody where the header is empty', HOSTING, { 'x-forwarded-for': '' }, undefined],
  ['the network of an IPv6 address', HOSTING, { [HOSTING]: '2001:db8:1:2:3:4:5:6' }, '2001:db8:1:2'],
  ['the same of a short one', HOSTING, { [HOSTING]: '2001:db8::6' }, '2001:db8:0:0'],
  ['the whole of a mapped IPv4 address', HOSTING, { [HOSTING]: '::ffff:203.0.113.7' }, '::ffff:203.0.113.7'],
])('the address is %s', (_, header, headers: Record<string, string>, expected) => {
  expect(addressOf(new Headers(headers), header)).toBe(expected);
});
