import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts one request of a key. Answers how long the key must wait, s; 0 where it need not. */
export type RateLimit = (key: string) => Promise<number>;

/**
 * So many requests a minute for each key, counted in this instance alone: with more instances the limit is as many
 * times higher. A window begins with a key's first request; what is refused does not prolong it.
 */
export function perMinute(requests: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: requests, duration: 60 });
  return async (key) => {
    try {
      await limiter.consume(key);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  };
}
