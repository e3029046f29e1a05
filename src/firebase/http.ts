import { admitEnvelope } from '../ingest/admit.js';
import { MAX_BODY_BYTES } from '../schema/protocol.js';
import type { Answer, Envelope, Issue } from '../schema/wire.js';
import { mayComeFrom, type OriginPolicy } from './origins.js';

export interface HttpOptions {
  ingest(envelope: Envelope, receivedAt: string): Promise<Answer>;
  origins: OriginPolicy;
  now(): Date;
  /** Told of what no answer tells: the fault behind a 500, the code of a refusal, the results. */
  log: IngestLog;
}

export interface IngestLog {
  answered(envelope: Envelope, answer: Answer, milliseconds: number): void;
  refused(status: number, code: string): void;
  failed(error: unknown): void;
}

/** How long a client waits at least when the store cannot be reached, s. It adds jitter of its own. */
const RETRY_AFTER = 10;

/** What page and function say is JSON, sent as text so that no preflight is needed; tools may say what it is. */
const CONTENT_TYPES = ['text/plain', 'application/json'];

/** A refusal of the whole request. */
class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    readonly more: { headers?: Record<string, string>; issues?: Issue[] } = {},
  ) {}
}

/**
 * The ingest endpoint as a function from request to response. Every answer but that to OPTIONS is one JSON document;
 * nothing is thrown. Answers tell nothing about a lead or a case.
 */
export function ingestHandler(options: HttpOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const origin = request.headers.get('origin');
    const hosts = [request.headers.get('x-forwarded-host'), request.headers.get('host')];
    const cors = mayComeFrom(origin, hosts, options.origins) ? corsHeaders(origin) : undefined;
    try {
      if (!cors) throw new Refusal(403, 'origin_not_allowed', 'Pages of this origin may not send events here');
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...cors, ...PREFLIGHT } });
      return json(200, await answer(request, options), cors);
    } catch (error) {
      if (!(error instanceof Refusal)) options.log.failed(error);
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(500, 'internal', 'Something is wrong here, not with the request; send it again later');
      options.log.refused(refusal.status, refusal.code);
      const { status, code, message, more } = refusal;
      const body = { error: { code, message, ...(more.issues && { issues: more.issues }) } };
      return json(status, body, { ...cors, ...more.headers });
    }
  };
}

async function answer(request: Request, options: HttpOptions): Promise<Answer> {
  const started = performance.now();
  const receivedAt = options.now().toISOString();
  const envelope = await envelopeOf(request);
  const answered = await options.ingest(envelope, receivedAt);
  options.log.answered(envelope, answered, Math.round(performance.now() - started));
  const { results } = answered;
  if (results.every(({ code }) => code === 'unavailable'))
    throw new Refusal(503, 'unavailable', 'Nothing can be stored right now; send it again later', {
      headers: { 'retry-after': String(RETRY_AFTER) },
    });
  return answered;
}

async function envelopeOf(request: Request): Promise<Envelope> {
  if (request.method !== 'POST')
    throw new Refusal(405, 'method_not_allowed', 'Events are sent by POST', { headers: { allow: 'POST, OPTIONS' } });
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type && !CONTENT_TYPES.includes(type))
    throw new Refusal(415, 'unsupported_media_type', `The body is JSON, sent as ${CONTENT_TYPES.join(' or ')}`);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES)
    throw new Refusal(413, 'too_large', `The body is larger than ${MAX_BODY_BYTES} bytes; send fewer events at a time`);
  const admitted = admitEnvelope(parsed(bytes));
  if (!admitted.ok)
    throw new Refusal(400, 'invalid_envelope', 'The body is not an envelope of events; see issues', {
      issues: admitted.issues,
    });
  return admitted.envelope;
}

function parsed(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // What exactly is wrong would quote the body; the sender has it before them.
    throw new Refusal(400, 'malformed', 'The body is not JSON in UTF-8');
  }
}

const PREFLIGHT = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/** `Retry-After` is not among the headers a page may read unless it is exposed. */
const corsHeaders = (origin: string | null): Record<string, string> =>
  origin === null
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after', vary: 'origin' };

const json = (status: number, body: unknown, headers: Record<string, string>): Response =>
  new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
