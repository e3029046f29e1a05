import { FAULTS } from './faults.js';
import type { Outcome, Violation } from './run.js';

/** What many runs came to, taken together. */
export interface Summary {
  seeds: number;
  calls: number;
  requests: number;
  steps: number;
  readonly faults: Record<string, number>;
  readonly violations: (Violation & { readonly seed: number })[];
}

export const emptySummary = (): Summary => ({ seeds: 0, calls: 0, requests: 0, steps: 0, faults: {}, violations: [] });

export function add(to: Summary, { seed, calls, requests, steps, faults, violations }: Outcome): void {
  merge(to, { seeds: 1, calls, requests, steps, faults, violations: violations.map((one) => ({ ...one, seed })) });
}

export function merge(to: Summary, from: Summary): void {
  for (const key of ['seeds', 'calls', 'requests', 'steps'] as const) to[key] += from[key];
  for (const [fault, count] of Object.entries(from.faults)) to.faults[fault] = (to.faults[fault] ?? 0) + count;
  to.violations.push(...from.violations);
}

export const neverFired = ({ faults }: Summary): string[] => FAULTS.filter((fault) => !faults[fault]);

/** The violations by invariant, each with its seeds, its first words, and how to see it again. */
export function told({ violations }: Pick<Summary, 'violations'>): string[] {
  return [...new Set(violations.map(({ invariant }) => invariant))].map((invariant) => {
    const found = violations.filter((one) => one.invariant === invariant);
    const seeds = [...new Set(found.map(({ seed }) => seed))];
    const again = `npm run test:faults -- --seed ${seeds[0]}`;
    return `${invariant}: ${seeds.length} seeds (${seeds.slice(0, 10).join(' ')}), e.g. ${found[0]!.what}\n    ${again}`;
  });
}
