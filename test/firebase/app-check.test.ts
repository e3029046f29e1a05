import { generateKeyPairSync, sign } from 'node:crypto';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appCheckOf } from '../../src/firebase/app-check.js';

const PROJECT = 'demo-siam-visa';
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Google's public keys; firebase-admin itself does the rest. */
const google = setupServer(
  http.get('https://firebaseappcheck.googleapis.com/v1/jwks', () =>
    HttpResponse.json({ keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] }),
  ),
);
beforeAll(() => google.listen({ onUnhandledRequest: 'error' }));
afterAll(() => google.close());

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: object = {}, { privateKey } = ours): string {
  const now = Math.floor(Date.now() / 1000);
  const issued = { iss: 'https://firebaseappcheck.googleapis.com/1', sub: '1:1:web:1', iat: now, exp: now + 600 };
  const text = `${base64({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${base64({ ...issued, aud: [`projects/${PROJECT}`], ...claims })}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

test.each([
  ['of the project', 'valid', token()],
  ['that is not there', 'missing', undefined],
  ['that is empty', 'missing', ''],
  ['that is none', 'invalid', 'debug'],
  ['of another project', 'invalid', token({ aud: ['projects/other'] })],
  ['that has expired', 'invalid', token({ exp: 1 })],
  ['that somebody else signed', 'invalid', token({}, theirs)],
] as const)('a token %s is %s', async (_, verdict, value) => {
  expect(await appCheckOf(PROJECT)(value)).toBe(verdict);
});
