import { ZodError } from 'zod';
import type { EventTypes } from '../calendly/event-types.js';
import { eventsOf, type Told } from '../calendly/events.js';
import { webhookFrom } from '../calendly/webhook.js';
import { MAX_BODY_BYTES } from '../schema/protocol.js';
import { type Answer, type Envelope, issuesOf, type Result } from '../schema/wire.js';
import { judgeSignature } from './calendly-signature.js';
import { type IngestLog, json } from './http.js';
import { Refusal, retryAfter } from './refusal.js';

export interface CalendlyOptions {
  ingest(envelope: Envelope, receivedAt: string): Promise<Answer>;
  /** The keys that webhooks may be signed with; none where Calendly is not set up. */
  signingKeys: readonly string[];
  /** How far the time of a signature may be from ours, s. */
  tolerance: number;
  eventTypes: EventTypes;
  now(): Date;
  log: CalendlyLog;
}

export interface CalendlyLog extends IngestLog {
  /** A webhook that tells the CRM nothing; `event_type` where the table of event types does not know it. */
  ignored(code: string, event_type?: string): void;
}

/** Who the envelope of a webhook says it is from. */
const SDK = 'calendly';

/** When Calendly shall try again at the soonest, s. */
const PAUSE = 60;

/**
 * The endpoint of Calendly's webhooks as a function from request to response. It answers 200 once everything the
 * webhook tells is stored, or never will be. Calendly repeats whatever is answered otherwise for 24 hours and then ends
 * the subscription, so what no repeat can cure is answered 200 and logged: one odd invitee must not end it for all.
 * https://developer.calendly.com/api-docs/overview/webhooks/webhook-errors
 */
export function calendlyHandler(options: CalendlyOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return json(200, await answer(request, options), {});
    } catch (error) {
      if (!(error instanceof Refusal)) options.log.failed(error);
      const { status, code, message, more } =
        error instanceof Refusal
          ? error
          : new Refusal(500, 'internal', 'Something is wrong here, not with the webhook; send it again later');
      options.log.refused(status, code);
      return json(
        status,
        { error: { code, message, ...(more.issues && { issues: more.issues }) } },
        more.headers ?? {},
      );
    }
  };
}

async function answer(request: Request, options: CalendlyOptions): Promise<Answer | Told> {
  const started = performance.now();
  const now = options.now();
  const told = eventsOf(webhookIn(await genuineBody(request, now, options)), options.eventTypes);
  if ('ignored' in told) {
    options.log.ignored(told.ignored, told.event_type);
    return told;
  }
  const received_at = now.toISOString();
  const { site_id, events } = told;
  const envelope: Envelope = { v: 1, site_id, sent_at: received_at, sdk: SDK, events };
  const answered = await options.ingest(envelope, received_at);
  options.log.answered(envelope, answered, { milliseconds: Math.round(performance.now() - started) });
  if (answered.results.some(mayBeCured))
    throw new Refusal(503, 'unavailable', 'It cannot be stored right now; send it again later', retryAfter(PAUSE));
  return answered;
}

/** Rules that refuse what the schema takes are older or newer than the function: a deployment puts that right. */
const mayBeCured = ({ status, code }: Result): boolean => status === 'retry' || code === 'refused_by_rules';

/** The body, if one of our keys has signed it; the cheapest question first. */
async function genuineBody(request: Request, now: Date, options: CalendlyOptions): Promise<ArrayBuffer> {
  if (request.method !== 'POST')
    throw new Refusal(405, 'method_not_allowed', 'Webhooks are sent by POST', { headers: { allow: 'POST' } });
  const { signingKeys, tolerance } = options;
  if (!signingKeys.length)
    throw new Refusal(503, 'not_configured', 'No signing key is set (secret CALENDLY_SIGNING_KEY, docs/calendly.md)');
  const body = await request.arrayBuffer();
  if (body.byteLength > MAX_BODY_BYTES)
    throw new Refusal(413, 'too_large', `The body is larger than ${MAX_BODY_BYTES} bytes`);
  const header = request.headers.get('calendly-webhook-signature');
  const verdict = await judgeSignature(header, new Uint8Array(body), signingKeys, now, tolerance);
  if (verdict !== 'valid')
    throw new Refusal(401, `signature_${verdict}`, `The signature (Calendly-Webhook-Signature) is ${verdict}`);
  return body;
}

function webhookIn(body: ArrayBuffer) {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, 'malformed', 'The body is not JSON in UTF-8');
  }
  try {
    return webhookFrom(parsed);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new Refusal(422, 'unknown_shape', 'The body is not as Calendly documents its webhooks; see issues', {
      issues: issuesOf(error),
    });
  }
}
