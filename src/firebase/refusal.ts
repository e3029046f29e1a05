import type { Issue } from '../schema/wire.js';

/** A request that is refused as a whole; the message is for whoever reads the answer, and quotes nothing of it. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    readonly more: { headers?: Record<string, string>; issues?: Issue[] } = {},
  ) {}
}

/** `Retry-After` in seconds, as a header. */
export const retryAfter = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } });
