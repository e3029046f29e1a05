import { HttpsError, onRequest } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { ingest as ingestBatch } from '../ingest/ingest.js';
import { legacyWrites } from '../migrate/to-legacy.js';
import { agentsOf } from './agents.js';
import { appCheckOf } from './app-check.js';
import { workAtBackfill } from './backfill-task.js';
import { CALENDLY_SIGNING_KEY, handleCalendly } from './calendly-function.js';
import { ingestHandler } from './http.js';
import { sessionAs } from './identity.js';
import { ingestLog } from './log.js';
import { perMinute } from './rate-limit.js';
import { takeSession } from './session-written.js';
import { settingsFrom } from './settings.js';
import { firestoreStore } from './store.js';
import { answering } from './web-request.js';

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
    const beside = settings.legacyDualWrite ? legacyWrites : undefined;
    const requestsAbout = perMinute(settings.requestsPerLead);
    const mayWrite = async (lead: string) => (await requestsAbout(lead)) === 0;
    handler = ingestHandler({
      ingest: (envelope, receivedAt, agent) =>
        ingestBatch(envelope, receivedAt, { store, region, intents, mayWrite, beside, agent }),
      sites,
      addressHeader,
      requestsOf: perMinute(settings.requestsPerAddress),
      appCheck: { mode: settings.appCheck, verify: appCheckOf(settings.projectId) },
      agentOf: agentsOf(settings.projectId),
      origins: { allowed: settings.allowedOrigins, loopback: settings.emulated },
      now: () => new Date(),
      log: ingestLog(logger),
    });
  }
  return handler(request);
}

/** What both endpoints have in common. */
const ENDPOINT = {
  region: REGION,
  concurrency: CONCURRENCY,
  maxInstances: MAX_INSTANCES,
  serviceAccount: SERVICE_ACCOUNT,
  cors: false,
  invoker: 'public',
  memory: '512MiB',
  timeoutSeconds: 60,
} as const;

/** `POST` of an envelope of events; see schema/wire.ts. */
export const ingest = onRequest(ENDPOINT, answering(handle));

/** `POST` of Calendly's webhooks; see docs/calendly.md. */
export const calendly = onRequest(
  { ...ENDPOINT, maxInstances: 2, secrets: [CALENDLY_SIGNING_KEY] },
  answering(handleCalendly),
);

/** Whether this process may be asked for a function: one that is deployed serves a single one, and says which. */
const serves = (name: string): boolean => !process.env.FUNCTION_TARGET || process.env.FUNCTION_TARGET === name;

/**
 * Firestore's own SDK, which triggers come with, takes half as long to load as all the rest: only where there is a trigger.
 * https://firebase.google.com/docs/functions/tips#use_global_variables
 */
const triggers = serves('session') ? await import('firebase-functions/firestore') : undefined;

let take: ((id: string, data: Record<string, unknown>, at: string) => Promise<void>) | undefined;

/**
 * What is written to the old collection, while dual write is on. It comes again until it is written, for a day at most:
 * https://firebase.google.com/docs/functions/retries
 */
export const session = triggers?.onDocumentWritten(
  {
    document: 'audit_sessions/{session}',
    region: REGION,
    maxInstances: MAX_INSTANCES,
    serviceAccount: SERVICE_ACCOUNT,
    memory: '512MiB',
    retry: true,
  },
  async ({ params, data, time }) => {
    const settings = settingsFrom(process.env);
    const written = data?.after.data();
    if (!settings.legacyDualWrite || !written) return;
    const { region, intents } = settings;
    if (!take) {
      const store = firestoreStore(sessionAs({ ...settings, role: 'ingest' }));
      take = (id, data, at) => takeSession({ id, data }, at, { store, region, intents }, logger);
    }
    await take(params.session, written, new Date(time).toISOString());
  },
);

/** How long one task works, s, of how long it may. */
const WORKING = 480;
const TASK_TIMEOUT = 540;

/** A backfill that needs no terminal: one task, tried again until nothing is left to do. See docs/migration.md. */
export const backfill = onTaskDispatched(
  {
    region: REGION,
    serviceAccount: SERVICE_ACCOUNT,
    memory: '512MiB',
    timeoutSeconds: TASK_TIMEOUT,
    retryConfig: { maxAttempts: -1, minBackoffSeconds: 1, maxBackoffSeconds: 60 },
    rateLimits: { maxConcurrentDispatches: 1 },
  },
  async ({ id, retryCount }) => {
    const settings = settingsFrom(process.env);
    const { region, intents } = settings;
    const asMigration = sessionAs({ ...settings, role: 'migrate' });
    const self = `cloud/${id}/${retryCount}`;
    const isDone = await workAtBackfill({
      session: asMigration,
      region,
      intents,
      self,
      time: WORKING * 1000,
      log: logger,
    });
    if (!isDone) throw new HttpsError('unavailable', 'there is more to do: the next attempt goes on');
  },
);
