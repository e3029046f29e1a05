import type { Answer, Result } from '../schema/wire.js';
import { retryAfter } from './backoff.js';

/** How long a request may take, ms. A frozen one must not hold up the outbox for ever. */
const REQUEST_DEADLINE = 20_000;

/** What a request came to. */
export type Reply =
  | { readonly kind: 'answered'; readonly results: readonly Result[] }
  /** The request as a whole was refused: one of its events is to blame, or the server is. */
  | { readonly kind: 'refused'; readonly cause: string; readonly text: string }
  /** Nothing was learned: nobody answered, or somebody else, or not now. */
  | { readonly kind: 'wait'; readonly cause: string; readonly text: string; readonly retryAfter: number };

/** Sends a body. Never rejects. */
export type Send = (body: string, keepalive: boolean) => Promise<Reply>;

/**
 * A POST of `text/plain`, which a browser sends to another origin without asking first. No cookies. With `keepalive` it
 * outlives the page; browsers allow 64 KiB of that at a time (Fetch standard, HTTP-network-or-cache fetch).
 * A 200 with results is an answer, 400 and 413 are refusals; everything else is a reason to wait, named by its cause.
 */
export function fetchTransport(endpoint: string): Send {
  return async (body, keepalive) => {
    const abort = new AbortController();
    const deadline = setTimeout(() => abort.abort(), REQUEST_DEADLINE);
    let cause = 'network';
    let text = '';
    let wait = 0;
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body,
        keepalive,
        credentials: 'omit',
        signal: abort.signal,
      });
      const { status } = response;
      wait = retryAfter(response.headers.get('retry-after'), Date.now());
      text = await response.text();
      cause = `http_${status}`;
      if (status === 400 || status === 413) return { kind: 'refused', cause, text };
      if (status === 200) {
        cause = 'not_our_answer'; // A captive portal, or a wrong endpoint: unless it can be read.
        const { results } = JSON.parse(text) as Answer;
        if (Array.isArray(results)) return { kind: 'answered', results };
      }
    } catch (error) {
      text ||= `${error}`;
    } finally {
      clearTimeout(deadline);
    }
    return { kind: 'wait', cause, text: text.slice(0, 200), retryAfter: wait };
  };
}
