import { backoff } from './backoff.js';
import type { Outcome } from './flush.js';
import { isHidden } from './signals.js';
import type { Status } from './status.js';

/** How long a first event waits for others to go with it, ms. */
const GATHER = 50;
/** How long to leave another tab alone that is sending, ms; as much again at random. */
const BUSY = 500;

/** No timer's id: to clear it clears nobody's. */
const RESTING = -1;

export interface Pump {
  /** There is something to send. Joins the attempt that is due; a wait after a failure is not cut short. */
  nudge(): void;
  /** This is a good moment: tries now. Fulfilled when the attempt is over. */
  wake(): Promise<void>;
  /** Does nothing of its own until it is woken. */
  rest(): void;
  stop(): void;
}

/**
 * Decides when to send: again and again while that works, with growing, jittered waits while it does not. `report` hears
 * what an attempt of `flush` came to, and when the next one is due, epoch ms, if one is.
 */
export function createPump(flush: () => Promise<Outcome | undefined>, report: (now: Partial<Status>) => void): Pump {
  /** What is due; `RESTING` where nothing of its own ever is. */
  let timer: number | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let failures = 0;
  let lastCode = '';

  const schedule = (delay: number) => {
    timer = setTimeout(wake, delay) as unknown as number; // Node's types know another
    report({ nextAttemptAt: Date.now() + delay });
  };
  const rest = () => {
    clearTimeout(timer);
    timer = RESTING;
  };
  const wake = () => {
    rest();
    timer = undefined;
    again = true;
    return (running ??= drain());
  };
  const drain = async () => {
    let outcome: Outcome | undefined;
    do {
      again = false;
      outcome = await flush();
      if (outcome === null) {
        lastCode = '';
        report({ nextAttemptAt: undefined, lastError: undefined });
      }
    } while (again && outcome === null);
    running = undefined;
    if (outcome) {
      const { code, message, notBefore } = outcome;
      // A new kind of trouble starts its own count: what was learned of one says nothing of another.
      failures = code === lastCode ? failures + 1 : 1;
      lastCode = code;
      report({ lastError: { code, message, at: Date.now() } });
      schedule(Math.max(backoff(failures, isHidden()), notBefore - performance.now()));
    } else if (outcome === undefined) schedule(BUSY * (1 + Math.random()));
  };

  return {
    nudge() {
      again = true;
      if (!running && !timer) schedule(GATHER);
    },
    wake,
    rest,
    stop() {
      rest();
      // What is still to come finds nothing to do.
      flush = async () => null;
    },
  };
}
