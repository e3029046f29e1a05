import { admitEnvelope } from '../ingest/admit.js';
import { MAX_BODY_BYTES } from '../schema/protocol.js';
import type { Envelope } from '../schema/wire.js';
import { addressOf } from './address.js';
import type { Agent } from './agents.js';
import type { AppCheckMode, AppCheckVerdict } from './app-check.js';
import type { RateLimit } from './rate-limit.js';
import { Refusal, retryAfter } from './refusal.js';

/** Whose requests are taken, besides what their origin says. */
export interface AdmissionOptions {
  /** The sites whose events are taken; `*` for any. */
  sites: readonly string[];
  /** The header that says whose address it is, where a proxy in front sets one. */
  addressHeader: string;
  requestsOf: RateLimit;
  appCheck: { mode: AppCheckMode; verify(token: string | undefined): Promise<AppCheckVerdict> };
  /** Whose ID token it is; `undefined` where it is no agent's. */
  agentOf(token: string): Promise<Agent | undefined>;
}

/** A request that is let in. */
export interface Admitted {
  envelope: Envelope;
  /** Where App Check is on. */
  appCheck: AppCheckVerdict | undefined;
  /** The account of the agent who sent it, where one did: from the dashboard. */
  agent: string | undefined;
}

/** What page and function say is JSON, sent as text so that no preflight is needed; tools may say what it is. */
const CONTENT_TYPES = ['text/plain', 'application/json'];

/** Lets a request in or throws a `Refusal`; the cheapest question first. */
export async function admitRequest(request: Request, options: AdmissionOptions): Promise<Admitted> {
  if (request.method !== 'POST')
    throw new Refusal(405, 'method_not_allowed', 'Events are sent by POST', { headers: { allow: 'POST, OPTIONS' } });
  const address = addressOf(request.headers, options.addressHeader);
  const wait = address ? await options.requestsOf(address) : 0;
  if (wait) throw new Refusal(429, 'too_many_requests', 'Too many requests from this address', retryAfter(wait));
  const envelope = await envelopeOf(request);
  if (!options.sites.includes('*') && !options.sites.includes(envelope.site_id))
    throw new Refusal(403, 'unknown_site', 'No site of this site_id is configured here (setting SITES)');
  const agent = await agentOn(request, envelope, options);
  // A person who is known need not come from a page that is.
  return { envelope, agent, appCheck: agent === undefined ? await appCheckOn(envelope, options) : undefined };
}

async function envelopeOf(request: Request): Promise<Envelope> {
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

/** Pages of visitors send no `Authorization`. The dashboard's says who works there, and on which sites they may. */
async function agentOn(
  { headers }: Request,
  { site_id }: Envelope,
  { agentOf }: AdmissionOptions,
): Promise<string | undefined> {
  const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (!token) return undefined;
  const agent = await agentOf(token);
  if (!agent) throw new Refusal(401, 'not_an_agent', 'The ID token (authorization) has expired, or is not of an agent');
  if (agent.sites !== 'all' && !agent.sites.includes(site_id))
    throw new Refusal(403, 'not_your_site', 'The agent may not work on this site_id');
  return agent.uid;
}

async function appCheckOn(
  { app_check }: Envelope,
  { appCheck: { mode, verify } }: AdmissionOptions,
): Promise<AppCheckVerdict | undefined> {
  if (mode === 'off') return undefined;
  const verdict = await verify(app_check);
  if (mode === 'enforce' && verdict !== 'valid')
    throw new Refusal(401, `app_check_${verdict}`, `The App Check token (app_check) is ${verdict}`);
  return verdict;
}
