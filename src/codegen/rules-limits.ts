import type { EventType } from '../schema/event-id.js';
import { RulesCost } from './rules-cost.js';
import { parseRules } from './rules-syntax.js';

/**
 * The limits of Firestore rules. Sources: https://firebase.google.com/docs/firestore/security/rules-structure and
 * https://firebase.google.com/docs/rules/limits; nesting as the emulator stops at it.
 */
export const LIMITS = {
  expressions: 1000,
  depth: 20,
  nesting: 31,
  lets: 10,
  params: 7,
  bytes: 256 * 1024,
  pathsOfDocument: 10,
  pathsOfCommit: 20,
} as const;

/** How much of a limit may be used: the rest is for what the documentation does not say about counting. */
export const SHARE = 0.7;

/** With dual write, which lasts as long as the migration, an event may use more of it. */
export const DUAL_WRITE_SHARE = 0.8;

/** One figure against its limit. */
export interface Figure {
  what: string;
  limit: keyof typeof LIMITS;
  value: number;
  /** How much of the limit it may use. @default SHARE */
  share?: number;
}

/** Which functions only events of some types reach, besides the functions of their payloads. */
const REACHED_BY: Readonly<Record<string, readonly EventType[]>> = {
  isBrought: ['AUDIT_COMPLETED', 'APPOINTMENT_BOOKED'],
  isBroughtAnew: ['AUDIT_COMPLETED', 'APPOINTMENT_BOOKED'],
  isScored: ['AUDIT_COMPLETED'],
  isBooked: ['APPOINTMENT_BOOKED'],
  climbs: ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'APPOINTMENT_BOOKED'],
};

type Write = readonly [path: string, method: string, branches?: Readonly<Record<string, boolean>>];

const EVENT: readonly Write[] = [
  ['/cases/{caseId}/events/{eventId}', 'create'],
  ['/event_claims/{eventId}', 'create'],
];

/** Which way the choices of the rules go, by a part of their tests. */
const INGESTS = { 'ingest|migrate': true };
const GOES_ON: Write = ['/cases/{caseId}', 'update', { ...INGESTS, "['continues']": false }];
const IS_JOINED: Write = ['/cases/{caseId}', 'update', { ...INGESTS, "['continues']": true }];
/**
 * A late event joins the older of two cases, so it never moves its start: else the two were near each other before.
 * test/ingest/joining.test.ts holds it to that.
 */
const ENDS_LATER: Write = ['/cases/{caseId}', 'update', { ...GOES_ON[2], "'first_event_at first_event_id'": false }];
const OPENS: Write = ['/cases/{caseId}', 'create'];

/** The commits that one event can need, each as the writes that the rules decide on. */
const COMMITS: Readonly<Record<string, readonly Write[]>> = {
  'of a new lead': [...EVENT, OPENS, ['/leads/{email}', 'create']],
  'that opens a case': [...EVENT, OPENS, ['/leads/{email}', 'update']],
  'in a case': [...EVENT, GOES_ON, ['/leads/{email}', 'update']],
  'that joins two cases': [...EVENT, ENDS_LATER, IS_JOINED, ['/leads/{email}', 'update']],
};

/**
 * The event and its claim, its case and lead, the events at both ends of the case, the audit of its score, and the case
 * that continues it. Each further event of a case adds two, itself and its claim: nine fit, where the others stand.
 */
const PATHS_OF_EVENT = 8;

/** What the rules cost at worst for an event of each type, all documents of its commit counted together. */
export function figuresOf(source: string, types: readonly EventType[]): Figure[] {
  const rules = parseRules(source);
  const figures: Figure[] = [];
  const deepest = { value: 0, paths: 0 };
  for (const type of types) {
    const unreached = Object.keys(REACHED_BY).filter((name) => !REACHED_BY[name]?.includes(type));
    for (const [commit, writes] of Object.entries(COMMITS)) {
      const costs = writes.map(([path, method, branches = {}]) => {
        const ways = { ...branches, ...typeBranches(type, types) };
        const branch = (test: string) => Object.entries(ways).find(([part]) => test.includes(part))?.[1];
        return new RulesCost(rules, new Set(unreached), branch).of(path, method);
      });
      const value = costs.reduce((sum, { expressions }) => sum + expressions, 0);
      figures.push({ what: `${type} ${commit}`, limit: 'expressions', value });
      deepest.value = Math.max(deepest.value, ...costs.map(({ depth }) => depth));
      deepest.paths = Math.max(deepest.paths, ...costs.map(({ paths }) => paths.size));
    }
  }
  const conflict = new RulesCost(rules).of('/conflicts/{hash}', 'create').expressions;
  const functions = [...rules.functions.values()];
  const session = ['create', 'update'].map((method) => new RulesCost(rules).of('/audit_sessions/{session}', method));
  const beside = Math.max(...session.map(({ expressions }) => expressions));
  const dearest = Math.max(...figures.map(({ value }) => value));
  return [
    ...figures,
    {
      what: 'the dearest of these, and its session',
      limit: 'expressions',
      value: dearest + beside,
      share: DUAL_WRITE_SHARE,
    },
    { what: 'a conflict', limit: 'expressions', value: conflict },
    { what: 'functions inside functions', limit: 'depth', value: deepest.value },
    { what: 'expressions inside expressions', limit: 'nesting', value: nestingOf(source) },
    { what: 'names bound in a function', limit: 'lets', value: Math.max(...functions.map(({ lets }) => lets.length)) },
    {
      what: 'parameters of a function',
      limit: 'params',
      value: Math.max(...functions.map(({ params }) => params.length)),
    },
    { what: 'bytes of source', limit: 'bytes', value: Buffer.byteLength(source) },
    { what: 'documents read for one document', limit: 'pathsOfDocument', value: deepest.paths },
    { what: 'documents read for a commit of one event', limit: 'pathsOfCommit', value: PATHS_OF_EVENT },
  ];
}

/** Which way the choice among the types goes. */
const typeBranches = (type: EventType, types: readonly EventType[]) =>
  Object.fromEntries(types.map((one) => [`type == '${one}'`, one === type]));

/** How deep brackets are nested in the text outside of its literals. */
function nestingOf(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of source.replace(/'(?:[^'\\]|\\.)*'|\/\/.*/g, '').match(/[([]|[)\]]/g) ?? []) {
    depth += char === '(' || char === '[' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Limits that whoever reads the text can count to: they need no reserve. */
const PLAIN: readonly (keyof typeof LIMITS)[] = ['lets', 'params'];

/** The figures that use more of a limit than they may. */
export const excessive = (figures: readonly Figure[]): Figure[] =>
  figures.filter(({ limit, value, share = SHARE }) => value > LIMITS[limit] * (PLAIN.includes(limit) ? 1 : share));

/** The figures as a table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, limit, value }) => {
    const share = `${Math.round((value / LIMITS[limit]) * 100)} %`;
    return `${what.padEnd(46)} ${String(value).padStart(7)} of ${String(LIMITS[limit]).padStart(7)} ${share.padStart(6)}`;
  });
  return ['Firestore rules, worst cost (expressions: all documents of a commit together)', ...rows].join('\n');
}
