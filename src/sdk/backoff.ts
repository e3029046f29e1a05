/** Half the ceiling of the wait after the first failure, ms; it doubles with each further one. */
const BASE = 500;
/** The longest wait between two attempts, ms: while somebody looks at the page, and while nobody does. */
const CAP_VISIBLE = 15_000;
const CAP_HIDDEN = 300_000;
/** The longest wait a server can ask for, ms. */
const LONGEST_RETRY_AFTER = 86_400_000;

/**
 * How long to wait before the next attempt, ms: full jitter, so that pages which failed together do not come back
 * together. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export const backoff = (failures: number, hidden: boolean): number =>
  Math.random() * Math.min(hidden ? CAP_HIDDEN : CAP_VISIBLE, BASE * 2 ** failures);

/** What a `Retry-After` asks for in ms, from either of its forms (RFC 9110 §10.2.3); nothing, or less, where it does not. */
export const retryAfter = (header: string | null): number =>
  Math.min(Number(header) * 1000 || Date.parse(header!) - Date.now() || 0, LONGEST_RETRY_AFTER);
