import * as logger from 'firebase-functions/logger';
import { defineSecret } from 'firebase-functions/params';
import { ingest } from '../ingest/ingest.js';
import { calendlyHandler } from './calendly-http.js';
import { sessionAs } from './identity.js';
import { calendlyLog } from './log.js';
import { settingsFrom } from './settings.js';
import { firestoreStore } from './store.js';

/** What Calendly signs its webhooks with. Only the function that lists it among its secrets can read it. */
export const CALENDLY_SIGNING_KEY = defineSecret('CALENDLY_SIGNING_KEY');

/**
 * How long a commit may be tried, ms: Calendly hangs up after 15 s and comes again later.
 * https://developer.calendly.com/api-docs/overview/webhooks/webhook-timeouts
 */
const PATIENCE = 8_000;

let handler: ((request: Request) => Promise<Response>) | undefined;

/** Answers a webhook. Made with the first one, so that importing this file does nothing. */
export function handleCalendly(request: Request): Promise<Response> {
  if (!handler) {
    const settings = settingsFrom(process.env);
    const { region, intents, signingKeys, signatureTolerance, eventTypes } = settings;
    const store = firestoreStore(sessionAs({ ...settings, role: 'ingest' }), { patience: PATIENCE });
    handler = calendlyHandler({
      ingest: (envelope, receivedAt) => ingest(envelope, receivedAt, { store, region, intents }),
      signingKeys,
      tolerance: signatureTolerance,
      eventTypes,
      now: () => new Date(),
      log: calendlyLog(logger),
    });
  }
  return handler(request);
}
