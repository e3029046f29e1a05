import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/firebase/settings.js';

const EMULATED = { FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099', FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080' };

test('everything has a default in the emulator', () => {
  expect(settingsFrom(EMULATED)).toEqual({
    allowedOrigins: [],
    sites: ['siam-visa-pro'],
    appCheck: 'off',
    requestsPerAddress: 600,
    requestsPerLead: 100,
    addressHeader: 'fastly-client-ip',
    region: 'TH',
    intents: {},
    apiKey: 'emulator',
    projectId: 'demo-siam-visa',
    firestoreEmulator: '127.0.0.1:8080',
    authEmulator: '127.0.0.1:9099',
    emulated: true,
  });
});

test('every setting is read', () => {
  const env = {
    WEB_API_KEY: 'key',
    GCLOUD_PROJECT: 'crm-prod',
    DEFAULT_REGION: 'FR',
    ALLOWED_ORIGINS: ' https://A.example/, https://b.example ',
    SITE_INTENTS: '{"a":{"GOLDEN":["gold"]}}',
    SITES: 'a, b',
    APP_CHECK: 'enforce',
    REQUESTS_PER_ADDRESS: '60',
    REQUESTS_PER_LEAD: '10',
    ADDRESS_HEADER: 'none',
  };
  expect(settingsFrom(env)).toMatchObject({
    apiKey: 'key',
    projectId: 'crm-prod',
    region: 'FR',
    allowedOrigins: ['https://a.example', 'https://b.example'],
    intents: { a: { GOLDEN: ['gold'] } },
    sites: ['a', 'b'],
    appCheck: 'enforce',
    requestsPerAddress: 60,
    requestsPerLead: 10,
    addressHeader: '',
    emulated: false,
  });
});

test.each([
  ['WEB_API_KEY', {}],
  ['DEFAULT_REGION', { ...EMULATED, DEFAULT_REGION: 'Thailand' }],
  ['SITE_INTENTS', { ...EMULATED, SITE_INTENTS: '{"a":["b"]}' }],
  ['SITE_INTENTS', { ...EMULATED, SITE_INTENTS: '{' }],
  ['APP_CHECK', { ...EMULATED, APP_CHECK: 'on' }],
  ['REQUESTS_PER_ADDRESS', { ...EMULATED, REQUESTS_PER_ADDRESS: 'many' }],
  ['REQUESTS_PER_LEAD', { ...EMULATED, REQUESTS_PER_LEAD: '0.5' }],
])('a wrong %s is named', (variable, env) => {
  expect(() => settingsFrom(env)).toThrow(variable);
});
