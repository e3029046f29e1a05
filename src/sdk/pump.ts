import { backoff } from './backoff.js';
import type { Outcome } from './flush.js';
import { isHidden } from './signals.js';
import type { Status } from './status.js';
import type { Reply } from './transport.js';

/** How long a first event waits for others to go with it, ms. */
const GATHER = 50;
/** How long to leave another tab alone that is sending, ms. */
const BUSY = 500;

export interface Pump {
  /** There is something to send. Joins the attempt that is due; a wait after a failure is not cut short. */
  nudge(): void;
  /** This is a good moment: tries now, unless the server has asked for more time. Fulfilled when the attempt is over. */
  wake(): Promise<void>;
  /** Takes to heart what an attempt of others came to. */
  learn(outcome: Outcome): void;
  stop(): void;
}

/**
 * Decides when to send: again and again while that works, with growing, jittered waits while it does not. `report` hears
 * what an attempt of `flush` came to, and when the next one is due, epoch ms, if one is.
 */
export function createPump(flush: () => Promise<Outcome | undefined>, report: (now: Partial<Status>) => void): Pump {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let failures = 0;
  let lastCode = '';
  // A page rendered on a server has nobody to send for.
  let stopped = !globalThis.document;

  const schedule = (delay: number) => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(run, delay);
    report({ nextAttemptAt: Date.now() + delay });
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
      if (outcome === null) lastCode = '';
    } while (!stopped && again && outcome === null);
    running = undefined;
    if (outcome) backOff(outcome);
    else if (outcome === null) report({ nextAttemptAt: undefined, lastError: undefined });
    else schedule(BUSY);
  };
  const backOff = (reply: Reply) => {
    // A new kind of trouble starts its own count: what was learned of one says nothing of another.
    failures = reply.code === lastCode ? failures + 1 : 1;
    lastCode = reply.code;
    report({ lastError: reply });
    schedule(Math.max(backoff(failures, isHidden()), reply.retryAfter));
  };
  const nudge = () => {
    again = true;
    if (!running && !timer) schedule(GATHER);
  };

  return {
    nudge,
    async wake() {
      if (!stopped) await run();
    },
    learn(outcome) {
      if (outcome) backOff(outcome);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
