import type { Counted } from './differences.js';
import type { Verification } from './verify.js';

declare const __VERSION__: string | undefined;

/** Of crm-admin; the build sets it. */
export const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : 'unbuilt';

/** How long a clean result may be relied on, ms: after a day too much has happened. */
export const GOOD_FOR = 24 * 60 * 60_000;

/** What `verify` came to: whether the dashboard may be switched to the new collections, and until when that holds. */
export interface Verdict {
  readonly verdict:
    | 'clean'
    | 'differences'
    /** Neither sessions nor events: probably another project was meant. */
    | 'nothing_to_compare'
    /** Fewer documents were read than Firestore counts. */
    | 'read_too_little';
  readonly project: string;
  readonly verified_at: string;
  /** Of a clean one alone. */
  readonly good_until?: string;
  /** The version of crm-admin: another one may see more. */
  readonly version: string;
  readonly differences: number;
  /** Documents read, by collection. */
  readonly read: Readonly<Record<string, number>>;
  /** What the events of sessions came to; see `Counted`. */
  readonly counts: Readonly<Partial<Record<Counted, number>>>;
}

export function verdictOf(found: Verification, project: string, at: Date): Verdict {
  const { differences, complete, short, read, tally } = found;
  const nothing = !read.get('audit_sessions') && !read.get('events');
  const verdict = differences.length
    ? 'differences'
    : short.length || !complete
      ? 'read_too_little'
      : nothing
        ? 'nothing_to_compare'
        : 'clean';
  return {
    verdict,
    project,
    verified_at: at.toISOString(),
    ...(verdict === 'clean' && { good_until: new Date(at.getTime() + GOOD_FOR).toISOString() }),
    version: VERSION,
    differences: differences.length,
    read: Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1))),
    counts: Object.fromEntries([...tally].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Why a recorded verdict does not allow the switch now, in a sentence; nothing where it does. */
export function staleness(verdict: Verdict | undefined, now: Date): string | undefined {
  if (!verdict) return 'Nothing was verified yet: crm-admin verify.';
  const { verified_at, good_until } = verdict;
  if (!good_until) return `Not clean when verified at ${verified_at}: ${verdict.verdict}. See crm-admin verify.`;
  if (now.toISOString() >= good_until) return `Clean at ${verified_at}, stale since ${good_until}: verify again.`;
  if (verdict.version !== VERSION)
    return `Clean at ${verified_at} for version ${verdict.version}; this is ${VERSION}: verify again.`;
  return undefined;
}
