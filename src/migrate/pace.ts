/** How fast a migration may go. */
export interface Pace {
  /** Waits until more may be done; `onWait` is told why. */
  ready(): Promise<void>;
  /** Says that so many documents were read or written. */
  charge(operations: number): void;
}

export interface PaceOptions {
  /** Documents read or written a second: a number, or as Firestore asks of traffic that is new (`rampedRate`). */
  rate: number | 'ramp';
  /** Milliseconds that only grow. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Told in words why it waits, and with nothing when it no longer does. */
  onWait(why: string): void;
}

/** Operations a second, and how long until they are half as many more, ms. */
const FIRST_RATE = 500;
const STEP = 5 * 60_000;

/**
 * The 500/50/5 rule: at most 500 operations a second at first, half as many more every 5 minutes.
 * https://firebase.google.com/docs/firestore/best-practices#ramping_up_traffic
 */
export const rampedRate = (elapsed: number): number => FIRST_RATE * 1.5 ** Math.floor(elapsed / STEP);

/** No limit at all. */
export const unlimited = (): Pace => ({ ready: async () => {}, charge: () => {} });

/** Waits shorter than this are not worth telling, ms. */
const NOTICEABLE = 250;

/** Keeps to a rate. What was done is charged afterwards, so that it may be exceeded by what is under way. */
export function paced({ rate, now, sleep, onWait }: PaceOptions): Pace {
  const start = now();
  let credit = 0;
  let at = start;
  const current = () => (rate === 'ramp' ? rampedRate(now() - start) : rate);
  const refill = () => {
    const time = now();
    // Never more than of one second: a pause must not be made up for.
    credit = Math.min(current(), credit + ((time - at) / 1000) * current());
    at = time;
  };
  return {
    async ready() {
      for (refill(); credit < 0; refill()) {
        const wait = Math.ceil((-credit / current()) * 1000);
        if (wait > NOTICEABLE) onWait(`the rate limit, ${Math.round(current())} documents a second now`);
        await sleep(wait);
      }
      onWait('');
    },
    charge(operations) {
      credit -= operations;
    },
  };
}
