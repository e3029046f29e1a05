import type { Answer, Result } from '../schema/wire.js';
import { retryAfter } from './backoff.js';

/** How long a request may take, ms. A frozen one must not hold up the outbox for ever. */
const REQUEST_DEADLINE = 20_000;

/** What a request came to. */
export interface Reply {
  /** What became of each event, where the ingest has answered for them. */
  results?: readonly Result[];
  /** `http_` and the status; `network` where nobody answered, `not_our_answer` where somebody else did. */
  code: string;
  /** The body, or the error. */
  message: string;
  /** How long the server wants to be left alone, ms. */
  retryAfter: number;
}

/** Sends a body. Never rejects. */
export type Send = (body: string, keepalive: boolean) => Promise<Reply>;

/**
 * A POST of text, which is `text/plain;charset=UTF-8` and goes to another origin without asking first. No cookies. With
 * `keepalive` it outlives the page; browsers allow 64 KiB of that at a time (Fetch standard, HTTP-network-or-cache fetch).
 */
export const fetchTransport =
  (endpoint: string): Send =>
  async (body, keepalive) => {
    const reply: Reply = { code: 'network', message: '', retryAfter: 0 };
    const abort = new AbortController();
    const deadline = setTimeout(() => abort.abort(), REQUEST_DEADLINE);
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        body,
        keepalive,
        credentials: 'omit',
        signal: abort.signal,
      });
      reply.retryAfter = retryAfter(response.headers.get('retry-after'));
      reply.message = await response.text();
      reply.code = `http_${response.status}`;
      if (response.status === 200) {
        reply.code = 'not_our_answer'; // A captive portal, or a wrong endpoint: unless it can be read.
        const { results } = JSON.parse(reply.message) as Answer;
        if (Array.isArray(results)) reply.results = results;
      }
    } catch (error) {
      reply.message ||= `${error}`;
    }
    clearTimeout(deadline);
    return reply;
  };
