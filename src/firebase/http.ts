import type { Answer, Envelope } from '../schema/wire.js';
import { type AdmissionOptions, admitRequest } from './admission.js';
import type { AppCheckVerdict } from './app-check.js';
import { mayComeFrom, type OriginPolicy } from './origins.js';
import { Refusal, retryAfter } from './refusal.js';

export interface HttpOptions extends AdmissionOptions {
  /** `agent`: the account of the agent who sent it, where one did. */
  ingest(envelope: Envelope, receivedAt: string, agent: string | undefined): Promise<Answer>;
  origins: OriginPolicy;
  now(): Date;
  /** Told of what no answer tells: the fault behind a 500, the code of a refusal, the results. */
  log: IngestLog;
}

export interface IngestLog {
  /** @param facts how long it took, and what the App Check token was worth where it is looked at. */
  answered(envelope: Envelope, answer: Answer, facts: { milliseconds: number; app_check?: AppCheckVerdict }): void;
  refused(status: number, code: string): void;
  failed(error: unknown): void;
}

/** How long a client waits at least when the store cannot be reached, s. It adds jitter of its own. */
const PAUSE = 10;

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
  const { envelope, appCheck, agent } = await admitRequest(request, options);
  const answered = await options.ingest(envelope, receivedAt, agent);
  const milliseconds = Math.round(performance.now() - started);
  options.log.answered(envelope, answered, { milliseconds, ...(appCheck && { app_check: appCheck }) });
  if (answered.results.every(({ code }) => code === 'unavailable'))
    throw new Refusal(503, 'unavailable', 'Nothing can be stored right now; send it again later', retryAfter(PAUSE));
  return answered;
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

export const json = (status: number, body: unknown, headers: Record<string, string>): Response =>
  new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
