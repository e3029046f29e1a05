// Who stands side by side in the benchmark, each as its own guide says, in the smallest form that keeps events.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from './weights.js';

const ROOT = join(import.meta.dirname, '..');

/** One line of the table. Its script sets `emit(i)`, a global that records the i-th event of the page. */
export interface Rival {
  readonly name: string;
  readonly version: string;
  /** What the page loads: library, init and `emit`. */
  readonly script: string;
  /** What of it is weighed. @default all */
  readonly weighed?: string;
}

/** The same facts in everybody's words. */
const AUDIT = `{ visa_type: 'DTV', audit_status: 'VALID', confidence_score: 87, issues: ['The bank statement is older than three months.'],
  missing_docs: ['Proof of address'], ready_for_payment: true }`;

/** `HERE` is the benchmark's own server: nothing leaves the machine. */
const HERE = 'location.origin';

const PEERS: Readonly<Record<string, string>> = {
  '@segment/analytics-next': `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    const segment = { apiKey: 'k', apiHost: location.host + '/segment', protocol: 'http' };
    const analytics = AnalyticsBrowser.load({ writeKey: 'k', cdnSettings: { integrations: { 'Segment.io': segment } } });
    window.emit = (i) => analytics.track('Audit completed', ${AUDIT}, { messageId: 'session-' + i });`,
  'posthog-js': `
    import posthog from 'posthog-js';
    posthog.init('k', { api_host: ${HERE} + '/posthog', autocapture: false, capture_pageview: false, capture_pageleave: false,
      disable_session_recording: true, disable_surveys: true, advanced_disable_flags: true, disable_external_dependency_loading: true,
      opt_out_useragent_filter: true, rate_limiting: { events_per_second: 10000, events_burst_limit: 100000 } });
    window.emit = (i) => posthog.capture('Audit completed', { ...${AUDIT}, session: i });`,
  '@snowplow/browser-tracker': `
    import { newTracker, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
    newTracker('sp', ${HERE}, { appId: 'bench', postPath: '/snowplow/tp2', bufferSize: 10 });
    window.emit = (i) => trackSelfDescribingEvent({ event: { schema: 'iglu:com.example/audit/jsonschema/1-0-0', data: { ...${AUDIT}, session: i } } });`,
  '@amplitude/analytics-browser': `
    import { init, track } from '@amplitude/analytics-browser';
    init('k', { serverUrl: ${HERE} + '/amplitude', autocapture: false, fetchRemoteConfig: false, remoteConfig: { fetchRemoteConfig: false } });
    window.emit = (i) => track('Audit completed', ${AUDIT}, { insert_id: 'session-' + i });`,
  '@sentry/browser': `
    import { captureEvent, init, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';
    init({ dsn: 'http://k@' + location.host + '/1', transport: makeBrowserOfflineTransport(makeFetchTransport) });
    window.emit = (i) => captureEvent({ message: 'Audit completed ' + i, extra: ${AUDIT} });`,
};

const EMIT = `
  window.emit = (i) => crm.auditCompleted(${AUDIT}, { sourceId: 'session-' + i, lead: { email: 'ana@example.com' } });`;

/** By npm, in the page's own bundle. */
const BUNDLED = `
  import { createCrm } from '@siam-visa-pro/crm';
  const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });${EMIT}`;

/** What any library that keeps events on the device has to do at least: one transaction an event, and nothing sent. */
const CONTROL = `
  let db;
  const opening = indexedDB.open('control', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('events');
  opening.onsuccess = () => { db = opening.result; };
  window.emit = (i) => {
    const id = 'session-' + i;
    const event = { id, type: 'AUDIT_COMPLETED', timestamp: new Date().toISOString(), payload: ${AUDIT}, lead: { email: 'ana@example.com' } };
    db.transaction('events', 'readwrite').objectStore('events').put(event, id);
  };`;

export const OUR_NAME = '@siam-visa-pro/crm';
export const OUR_SCRIPT = `${OUR_NAME}, script tag`;
export const CONTROL_NAME = 'bare IndexedDB';

export async function rivals(): Promise<Rival[]> {
  const version = (root: string) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string;
  const peers = Object.entries(PEERS).map(async ([name, code]) => ({
    name,
    version: version(join(ROOT, 'bench/node_modules', name)),
    script: await asScript(code, join(ROOT, 'bench')),
  }));
  // As it is built; `measure` puts the attributes on its tag.
  const file = readFileSync(join(ROOT, 'dist/crm.iife.js'), 'utf8');
  return [
    { name: OUR_SCRIPT, version: version(ROOT), script: `${file};${EMIT}`, weighed: file },
    { name: OUR_NAME, version: version(ROOT), script: await asScript(BUNDLED, ROOT) },
    ...(await Promise.all(peers)),
    { name: CONTROL_NAME, version: '', script: await asScript(CONTROL, ROOT) },
  ];
}

/** In a scope of its own, as a page's bundle is. */
const asScript = async (code: string, root: string) => `(()=>{${await bundled(code, root)}})();`;
