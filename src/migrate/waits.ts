import { isStoreFailure } from '../ingest/ports.js';

/** How work waits, and what it says meanwhile. */
export interface Waits {
  /** What it does now, or why it waits, in words. */
  readonly doing: string;
  say(what: string): void;
  /** Throws a `Stopped` where it is to stop meanwhile. */
  sleep(milliseconds: number): Promise<void>;
  /** Waits before something is tried again. `code` says why, `attempt` counts from 1: each wait is twice as long. */
  again(code: string, attempt: number): Promise<void>;
  /** Tries what only failures that pass keep from being done. Fails with a `StoreFailure` where it is `refused`. */
  persistently<T>(work: () => Promise<T>): Promise<T>;
}

/** Thrown where work is to stop while it waits. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Between two tries, ms. */
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

export interface WaitsOptions {
  /** Whether to stop. */
  stopping(): boolean;
  /** Ends early where it is stopping. */
  sleep(milliseconds: number): Promise<void>;
  /** Told when what it does changes. */
  onDoing(doing: string): void;
}

export function waitsOf({ stopping, sleep, onDoing }: WaitsOptions): Waits {
  let doing = '';
  const waits: Waits = {
    get doing() {
      return doing;
    },
    say(what) {
      if (what === doing) return;
      doing = what;
      onDoing(what);
    },
    async sleep(milliseconds) {
      await sleep(milliseconds);
      if (stopping()) throw new Stopped();
    },
    async again(code, attempt) {
      const before = doing;
      const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (attempt - 1));
      waits.say(`waiting: Firestore does not take it (${code}), try ${attempt + 1} in ${Math.ceil(pause / 1000)} s`);
      await waits.sleep(pause);
      waits.say(before);
    },
    async persistently(work) {
      for (let attempt = 1; ; attempt++)
        try {
          return await work();
        } catch (error) {
          if (!isStoreFailure(error) || error.reason === 'refused') throw error;
          await waits.again(error.code ?? error.reason, attempt);
        }
    },
  };
  return waits;
}
