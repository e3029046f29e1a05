import { INSTANT } from '../schema/fields.js';
import { instantAt, milliseconds } from './instants.js';

/** How wrong a device's clock may be before its times are corrected, ms. Less may just be a slow network. */
export const TOLERATED_SKEW = 5 * 60_000;

/**
 * The time of an event by the server's clock. A device more than 5 minutes off is corrected by
 * `receivedAt - sentAt`; what then still lies more than 5 minutes in the future, or in no year we store, becomes
 * `receivedAt`. Times of one device keep their distances unless they are capped.
 */
export function correctedTime(timestamp: string, sentAt: string, receivedAt: string): string {
  const received = milliseconds(receivedAt);
  const skew = received - milliseconds(sentAt);
  const time = Math.abs(skew) > TOLERATED_SKEW ? instantAt(milliseconds(timestamp) + skew) : timestamp;
  return INSTANT.test(time) && milliseconds(time) <= received + TOLERATED_SKEW ? time : receivedAt;
}
