import { type Request as FirebaseRequest, onRequest } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { ingest as ingestBatch } from '../ingest/ingest.js';
import { appCheckOf } from './app-check.js';
import { ingestHandler } from './http.js';
import { sessionAs } from './identity.js';
import { ingestLog } from './log.js';
import { perMinute } from './rate-limit.js';
import { settingsFrom } from './settings.js';
import { firestoreStore } from './store.js';

/** Where the function runs: near the sites' visitors and the database. */
const REGION = 'asia-southeast1';

/** Requests one instance serves at a time. They wait for Firestore, not for the processor. */
const CONCURRENCY = 80;

/** Bounds what a flood can cost: 1,600 requests at a time. Rate limits count in each instance. */
const MAX_INSTANCES = 20;

/** An account of its own that may sign tokens and nothing else, so that no credentials here bypass the rules. */
const SERVICE_ACCOUNT = 'crm-ingest@';

let handler: ((request: Request) => Promise<Response>) | undefined;

/** Made with the first request, so that importing this file does nothing. */
function handle(request: Request): Promise<Response> {
  if (!handler) {
    const settings = settingsFrom(process.env);
    const { region, intents, sites, addressHeader } = settings;
    const store = firestoreStore(sessionAs({ ...settings, role: 'ingest' }));
    const requestsAbout = perMinute(settings.requestsPerLead);
    const mayWrite = async (lead: string) => (await requestsAbout(lead)) === 0;
    handler = ingestHandler({
      ingest: (envelope, receivedAt) => ingestBatch(envelope, receivedAt, { store, region, intents, mayWrite }),
      sites,
      addressHeader,
      requestsOf: perMinute(settings.requestsPerAddress),
      appCheck: { mode: settings.appCheck, verify: appCheckOf(settings.projectId) },
      origins: { allowed: settings.allowedOrigins, loopback: settings.emulated },
      now: () => new Date(),
      log: ingestLog(logger),
    });
  }
  return handler(request);
}

/** `POST` of an envelope of events; see schema/wire.ts. */
export const ingest = onRequest(
  {
    region: REGION,
    concurrency: CONCURRENCY,
    maxInstances: MAX_INSTANCES,
    serviceAccount: SERVICE_ACCOUNT,
    cors: false,
    invoker: 'public',
    memory: '512MiB',
    timeoutSeconds: 60,
  },
  async (request, response) => {
    const answer = await handle(webRequest(request));
    response.status(answer.status);
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.end(await answer.text());
  },
);

/** Firebase has read and parsed the body already; what counts is the body as it came. */
function webRequest(request: FirebaseRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : new Uint8Array(request.rawBody ?? []);
  return new Request('https://ingest.invalid/', { method: request.method, headers, body });
}
