import type { Random } from './simulated-random.js';
import type { Scheduler } from './simulated-scheduler.js';

/** What all parts of a simulation share. */
export interface World {
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Counts that a fault has fired. */
  fire(fault: string): void;
}

/** A page, as the platform beneath it sees it. */
export interface Page {
  readonly name: string;
  /** Has ended: nothing of it runs any more, and what it still asks for has no effect. */
  readonly gone: boolean;
  /** Runs something in a task of this page, unless it has ended by then; later, if it is frozen. */
  task(delay: number, label: string, run: () => unknown): void;
  /** To be called by each platform call: a moment at which the page can die. Answers whether it is gone. */
  touch(call: string): boolean;
}
