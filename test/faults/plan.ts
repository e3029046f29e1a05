import type { BadAnswer, IngestFault } from '../support/simulated-ingest.js';
import type { NetworkFault } from '../support/simulated-network.js';
import type { Random } from '../support/simulated-random.js';

/** What kind of run a seed is: which browser, which troubles, how much of them. */
export interface Plan {
  readonly browser: { readonly indexedDb: boolean; readonly locks: boolean; readonly channels: boolean };
  readonly locksRefused: boolean;
  /** The most tabs at a time. */
  readonly tabs: number;
  /** How long the troubles last, ms. */
  readonly duration: number;
  readonly actions: number;
  readonly consent: 'granted' | 'pending';
  readonly consentChanges: boolean;
  readonly storageFaults: boolean;
  readonly localStorageFaults: boolean;
  readonly clockJumps: boolean;
  /** How likely a request meets a fault. */
  readonly harshness: number;
  readonly repeats: number;
  readonly network: Readonly<Partial<Record<NetworkFault, number>>>;
  readonly server: Readonly<Partial<Record<IngestFault, number>>>;
  /** A deploy that refuses whole requests: never, all the time, or now and then. */
  readonly refusesAll: 'never' | 'always' | 'sometimes';
  readonly bad: BadAnswer;
  readonly limits: { readonly maxEvents?: number; readonly maxBytes?: number };
  readonly appCheck: 'none' | 'quick' | 'slow' | 'fails' | 'hangs';
  readonly dropsSome: boolean;
}

const NETWORK: Record<NetworkFault, number> = {
  none: 0,
  refused: 3,
  hang: 1,
  lost_answer: 4,
  silent_answer: 1,
  cut_answer: 3,
  slow: 1,
};
const SERVER: Record<IngestFault, number> = {
  none: 0,
  '503': 2,
  '503_seconds': 2,
  '503_date': 2,
  '429': 2,
  '500': 1,
  '401': 1,
  '404': 1,
  '400_everything': 0,
  '413': 2,
  captive_portal: 2,
  verdict_retry: 3,
  verdict_missing: 3,
  verdict_unknown: 1,
};

export function planOf(random: Random): Plan {
  const refusesAll = random.weighted({ never: 8, always: 1, sometimes: 1 });
  const some = <K extends string>(all: Record<K, number>) =>
    Object.fromEntries(
      Object.entries<number>(all).map(([name, weight]) => [name, random.chance(0.5) ? weight : 0]),
    ) as Record<K, number>; // the same keys
  return {
    browser: { indexedDb: random.chance(0.96), locks: random.chance(0.85), channels: random.chance(0.9) },
    locksRefused: random.chance(0.03),
    tabs: random.weighted({ 1: 4, 2: 3, 3: 2, 4: 1 }) as unknown as number, // a digit, used as a number below
    duration: random.pick([3_000, 20_000, 120_000, 600_000]),
    actions: random.int(5, 40),
    consent: random.chance(0.88) ? 'granted' : 'pending',
    consentChanges: random.chance(0.18),
    storageFaults: random.chance(0.35),
    localStorageFaults: random.chance(0.1),
    clockJumps: random.chance(0.25),
    harshness: random.pick([0, 0.2, 0.5, 0.8]),
    repeats: random.pick([0, 0, 0.1, 0.4]),
    network: some(NETWORK),
    server: { ...some(SERVER), ...(refusesAll === 'sometimes' && { '400_everything': 3 }) },
    refusesAll,
    bad: random.pick(['verdict', '400_naming', '400_silent']),
    limits: random.chance(0.08) ? random.pick([{ maxEvents: 5 }, { maxBytes: 4_000 }]) : {},
    appCheck: random.weighted({ none: 6, quick: 1, slow: 1, fails: 1, hangs: 0.5 }),
    dropsSome: random.chance(0.1),
  };
}
