import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/min';
import * as z from 'zod';
import { type EventTypes, eventTypes } from '../calendly/event-types.js';
import type { SiteIntents } from '../ingest/intent.js';
import { APP_CHECK_MODES, type AppCheckMode } from './app-check.js';

/** Everything an operator can set, as environment variables of the function (`.env` beside it when deployed). */
export interface Settings {
  /**
   * ALLOWED_ORIGINS: the origins of pages that may send, comma-separated, e.g. `https://siam-visa-pro.com`; `*` for
   * any. A page served from the function's own host may always send. @default none; in the emulator, this machine
   */
  allowedOrigins: string[];
  /** SITES: the `site_id`s whose events are taken, comma-separated; `*` for any. @default 'siam-visa-pro' */
  sites: string[];
  /** APP_CHECK: `off`, `observe` (logged only) or `enforce` (a request without a valid token is refused). @default 'off' */
  appCheck: AppCheckMode;
  /** REQUESTS_PER_ADDRESS: requests a minute of one address, in each instance. @default 600 */
  requestsPerAddress: number;
  /** REQUESTS_PER_LEAD: requests a minute that carry events of one lead, in each instance. @default 100 */
  requestsPerLead: number;
  /**
   * ADDRESS_HEADER: the header with the visitor's address that the proxy in front sets; `none` where pages call the
   * function's own URL, since there a sender could make it up. @default 'fastly-client-ip', which Firebase Hosting sets
   */
  addressHeader: string;
  /** DEFAULT_REGION: where a phone number without a country code is from, ISO 3166-1. @default 'TH' */
  region: CountryCode;
  /** SITE_INTENTS: JSON, `{ "<site_id>": { "<INTENT>": ["alias", …] } }`. @default the Thai visas, for every site */
  intents: SiteIntents;
  /**
   * CALENDLY_SIGNING_KEY: what Calendly signs its webhooks with; two, separated by a comma, while one replaces the other.
   * A secret of Firebase's; locally an environment variable. @default none: webhooks are refused
   */
  signingKeys: string[];
  /** CALENDLY_TOLERANCE: how old a webhook's signature may be, or how far ahead, s. @default 300 */
  signatureTolerance: number;
  /**
   * CALENDLY_EVENT_TYPES: JSON, `{ "https://api.calendly.com/event_types/…": { "site_id": "…", "intent": "…" }, "*": null }`;
   * see docs/calendly.md. @default every event type is for the site, where SITES names exactly one
   */
  eventTypes: EventTypes;
  /**
   * LEGACY_DUAL_WRITE: `on` while the old collection `audit_sessions` is kept going: what is accepted goes there too, and
   * what old sites write there is ingested. @default 'off'
   */
  legacyDualWrite: boolean;
  /** WEB_API_KEY: the Firebase project's web API key, which exchanges custom tokens. @default none; not in the emulator */
  apiKey: string;
  /** GCLOUD_PROJECT: set by Firebase. @default 'demo-siam-visa' */
  projectId: string;
  /** FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST: `host:port`, set by the emulators. @default none */
  firestoreEmulator: string | undefined;
  authEmulator: string | undefined;
  emulated: boolean;
}

const siteIntents = z.record(z.string(), z.record(z.string().min(1).max(64), z.array(z.string())));

/** Reads the settings. Throws an Error naming the variable that is wrong, never showing a value. */
export function settingsFrom(env: Record<string, string | undefined>): Settings {
  const region = env.DEFAULT_REGION || 'TH';
  if (!isSupportedCountry(region)) throw new Error('DEFAULT_REGION is no ISO 3166-1 country code, e.g. TH');
  const authEmulator = env.FIREBASE_AUTH_EMULATOR_HOST || undefined;
  const sites = listed(env.SITES || 'siam-visa-pro');
  const apiKey = env.WEB_API_KEY || (authEmulator ? 'emulator' : '');
  if (!apiKey) throw new Error("WEB_API_KEY is not set: copy the web API key from the Firebase project's settings");
  return {
    allowedOrigins: listed(env.ALLOWED_ORIGINS).map((origin) => origin.replace(/\/$/, '').toLowerCase()),
    sites,
    appCheck: appCheckFrom(env.APP_CHECK || 'off'),
    requestsPerAddress: countFrom(env, 'REQUESTS_PER_ADDRESS', 600),
    requestsPerLead: countFrom(env, 'REQUESTS_PER_LEAD', 100),
    addressHeader: env.ADDRESS_HEADER === 'none' ? '' : env.ADDRESS_HEADER || 'fastly-client-ip',
    region,
    intents: intentsFrom(env.SITE_INTENTS),
    signingKeys: listed(env.CALENDLY_SIGNING_KEY),
    signatureTolerance: countFrom(env, 'CALENDLY_TOLERANCE', 300),
    eventTypes: eventTypesFrom(env.CALENDLY_EVENT_TYPES, sites),
    legacyDualWrite: switchFrom(env, 'LEGACY_DUAL_WRITE'),
    apiKey,
    projectId: env.GCLOUD_PROJECT || 'demo-siam-visa',
    firestoreEmulator: env.FIRESTORE_EMULATOR_HOST || undefined,
    authEmulator,
    emulated: env.FUNCTIONS_EMULATOR === 'true' || authEmulator !== undefined,
  };
}

const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function appCheckFrom(text: string): AppCheckMode {
  const mode = APP_CHECK_MODES.find((known) => known === text);
  if (!mode) throw new Error(`APP_CHECK is none of ${APP_CHECK_MODES.join(', ')}`);
  return mode;
}

function switchFrom(env: Record<string, string | undefined>, name: string): boolean {
  const text = env[name] || 'off';
  if (text !== 'on' && text !== 'off') throw new Error(`${name} is neither on nor off`);
  return text === 'on';
}

function countFrom(env: Record<string, string | undefined>, name: string, otherwise: number): number {
  const count = Number(env[name] || otherwise);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${name} is no whole number from 1 on`);
  return count;
}

function intentsFrom(json: string | undefined): SiteIntents {
  if (!json) return {};
  try {
    return siteIntents.parse(JSON.parse(json));
  } catch (cause) {
    throw new Error('SITE_INTENTS is not JSON of the form { "<site_id>": { "<INTENT>": ["alias"] } }', { cause });
  }
}

function eventTypesFrom(json: string | undefined, sites: readonly string[]): EventTypes {
  const [only, ...more] = sites;
  if (!json) return only && only !== '*' && !more.length ? { '*': { site_id: only } } : {};
  let table: EventTypes;
  try {
    table = eventTypes.parse(JSON.parse(json));
  } catch (cause) {
    const form = '{ "https://api.calendly.com/event_types/…" or "*": { "site_id": "…", "intent"?: "…" } or null }';
    throw new Error(`CALENDLY_EVENT_TYPES is not JSON of the form ${form}`, { cause });
  }
  for (const purpose of Object.values(table))
    if (purpose && !sites.includes('*') && !sites.includes(purpose.site_id))
      throw new Error('CALENDLY_EVENT_TYPES names a site_id that SITES does not take');
  return table;
}
