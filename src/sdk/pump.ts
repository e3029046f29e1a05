import { backoff } from './backoff.js';
import type { Outcome } from './flush.js';
import { isHidden } from './signals.js';

/** How long a first event waits for others to go with it, ms. */
const GATHER = 50;
/** How long to leave another tab alone that is sending, ms; as much again at random. */
const BUSY = 500;

export interface Pump {
  /** There is something to send. Joins the attempt that is due; a wait after a failure is not cut short. */
  nudge(): void;
  /** This is a good moment: tries now, unless the server has asked for more time. Fulfilled when the attempt is over. */
  wake(): Promise<void>;
  stop(): void;
}

/**
 * Decides when to send: batch after batch while that works, with growing, jittered waits while it does not. `flush`
 * sends one batch, and answers nothing where another tab is at it; `report` hears what it came to, and when the next attempt is due, epoch ms, if one is.
 */
export function createPump(
  flush: () => Promise<Outcome | undefined>,
  report: (outcome?: Outcome, nextAttemptAt?: number) => void,
): Pump {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failures = 0;
  let lastCode = '';
  /** Before this nobody may try, epoch ms: a `Retry-After`. The timer is set for a later moment then. */
  let notBefore = 0;

  const schedule = (delay: number, outcome?: Outcome) => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(run, delay);
    report(outcome, Date.now() + delay);
  };
  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    again = true;
    return (running ??= drain());
  };
  const drain = async () => {
    let outcome: Outcome | undefined;
    do {
      again = false;
      outcome = await flush();
      if (outcome === 'done') lastCode = '';
    } while (!stopped && (outcome === 'done' || (outcome === 'empty' && again)));
    running = undefined;
    if (!outcome) schedule(BUSY * (1 + Math.random()));
    else if (typeof outcome === 'string') report(outcome);
    else {
      // A new kind of trouble starts its own count: what was learned of one says nothing of another.
      failures = outcome.code === lastCode ? failures + 1 : 1;
      lastCode = outcome.code;
      notBefore = Date.now() + outcome.retryAfter;
      schedule(Math.max(outcome.retryAfter, backoff(failures, isHidden())), outcome);
    }
  };

  return {
    nudge() {
      again = true;
      if (!running && !timer) schedule(GATHER);
    },
    async wake() {
      if (Date.now() >= notBefore) await run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
