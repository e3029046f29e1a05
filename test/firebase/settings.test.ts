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
    legacyDualWrite: false,
    signingKeys: [],
    signatureTolerance: 300,
    eventTypes: { '*': { site_id: 'siam-visa-pro' } },
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
    LEGACY_DUAL_WRITE: 'on',
    CALENDLY_SIGNING_KEY: 'new,old',
    CALENDLY_TOLERANCE: '60',
    CALENDLY_EVENT_TYPES: '{"https://api.calendly.com/event_types/A":{"site_id":"a","intent":"DTV"},"*":null}',
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
    legacyDualWrite: true,
    signingKeys: ['new', 'old'],
    signatureTolerance: 60,
    eventTypes: { 'https://api.calendly.com/event_types/A': { site_id: 'a', intent: 'DTV' }, '*': null },
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
  ['LEGACY_DUAL_WRITE', { ...EMULATED, LEGACY_DUAL_WRITE: 'yes' }],
  ['APP_CHECK', { ...EMULATED, APP_CHECK: 'on' }],
  ['REQUESTS_PER_ADDRESS', { ...EMULATED, REQUESTS_PER_ADDRESS: 'many' }],
  ['CALENDLY_TOLERANCE', { ...EMULATED, CALENDLY_TOLERANCE: 'long' }],
  ['CALENDLY_EVENT_TYPES', { ...EMULATED, CALENDLY_EVENT_TYPES: '{"visa-call":null}' }],
  ['CALENDLY_EVENT_TYPES', { ...EMULATED, CALENDLY_EVENT_TYPES: '{"*":{"site_id":"other"}}' }],
  ['REQUESTS_PER_LEAD', { ...EMULATED, REQUESTS_PER_LEAD: '0.5' }],
])('a wrong %s is named', (variable, env) => {
  expect(() => settingsFrom(env)).toThrow(variable);
});

test('where several sites are taken no event type is for any of them unless the table says so', () => {
  expect(settingsFrom({ ...EMULATED, SITES: 'a,b' }).eventTypes).toEqual({});
  expect(settingsFrom({ ...EMULATED, SITES: '*' }).eventTypes).toEqual({});
});
