import type { Answer, Result } from '../schema/wire.js';
import { retryAfter } from './backoff.js';

/** How long a request may take, ms. A frozen one must not hold up the outbox for ever. */
const REQUEST_DEADLINE = 20_000;
/** How much of an answer that is no answer is kept, UTF-16 units. */
const MESSAGE_LENGTH = 1000;

/** What a request came to. */
export interface Reply {
  /** What became of each event, where the ingest has answered for them. */
  readonly results?: readonly (Result | null)[];
  /**
   * Why there is no verdict on what has none: `http_` and the status; `network` where nobody answered, `not_our_answer`
   * where somebody else did, and `retry` where the ingest did.
   */
  code: string;
  /** The beginning of the body, or the error. */
  message: string;
  /** Before this the server wants to hear nothing, ms by the clock that nobody sets. */
  notBefore: number;
}

/** Nothing was learned, but why. */
export const waiting = (code: string): Reply => ({ code, message: '', notBefore: 0 });

/**
 * A POST of text, which is `text/plain;charset=UTF-8` and goes to another origin without asking first. No cookies. With
 * `keepalive` it outlives the page; browsers allow 64 KiB of that at a time (Fetch standard, HTTP-network-or-cache fetch).
 * Never rejects.
 */
export async function post(endpoint: string, body: string, keepalive: boolean): Promise<Reply> {
  const reply = waiting('network');
  try {
    // Missing before Safari 16; there the browser's own deadline has to do.
    const signal = AbortSignal.timeout?.(REQUEST_DEADLINE) as AbortSignal; // or none
    const response = await fetch(endpoint, { method: 'POST', body, keepalive, credentials: 'omit', signal });
    reply.notBefore = performance.now() + retryAfter(response.headers.get('retry-after'));
    const text = await response.text();
    reply.message = text.slice(0, MESSAGE_LENGTH);
    reply.code = `http_${response.status}`;
    if (response.status === 200) {
      reply.code = 'not_our_answer'; // A captive portal, unless it can be read.
      return { ...waiting('retry'), results: [...(JSON.parse(text) as Answer).results] };
    }
  } catch (error) {
    reply.message ||= `${error}`;
  }
  return reply;
}
