import type { Found, Moment, Reader, Selection } from '../reader.js';
import { type Counted, causes, type Difference, type Judgement } from './differences.js';
import { judgeCase } from './judge-cases.js';
import { judgeClaim, judgeConflict } from './judge-claims.js';
import { judgeEvent } from './judge-events.js';
import { judgeLeads, MOST_LEADS } from './judge-leads.js';
import { judgeSession, type Understanding } from './judge-sessions.js';
import { type Look, lookAt } from './look.js';

export interface VerifyOptions extends Understanding {
  /** Documents of a page. @default 300 */
  page?: number;
  /** How often what looks wrong is read again before it is called a difference. @default 3 */
  again?: number;
  /** The pause before each of these, ms. @default 500 */
  pause?: number;
  /** How long the trigger may take to ingest what an old front-end has just written, ms. @default 30_000 */
  settle?: number;
  /** Beyond so many it stops reading: what it holds in memory does not grow with the collection. @default 10_000 */
  mostDifferences?: number;
  /** Told how many documents of a collection have been read, of how many. */
  onProgress?: (collection: string, read: number, all: number) => void;
  /** Where it is aborted, the promise is rejected with its reason. */
  signal?: AbortSignal;
}

type Settings = VerifyOptions & Required<Omit<VerifyOptions, 'signal'>>;
const DEFAULTS: Omit<Settings, keyof Understanding> = {
  page: 300,
  again: 3,
  pause: 500,
  settle: 30_000,
  mostDifferences: 10_000,
  onProgress: () => {},
};

/** What was found. */
export interface Verification {
  readonly differences: readonly Difference[];
  /** Whether everything was read: not, where there were more differences than are worth listing. */
  readonly complete: boolean;
  /** Documents read, by collection. */
  readonly read: ReadonlyMap<string, number>;
  readonly tally: ReadonlyMap<Counted, number>;
  /** Collections of which fewer documents were read than Firestore counts: then nothing can be said. */
  readonly short: readonly string[];
}

/** One reading of one collection, with its question about each document: one answer for each. */
interface Pass {
  readonly selection: Selection;
  readonly size: number;
  judge(found: readonly Found[], look: Look, at: Moment): Promise<readonly Judgement[]>;
}

/**
 * Compares `audit_sessions` with what has become of it, in both directions, by reading each collection through by
 * itself. A page is judged as things were at one moment, so that traffic meanwhile looks like nothing; what looks wrong
 * is read again before it is called a difference. Memory is bounded by a page and by the differences.
 */
export function verify(reader: Reader, options: VerifyOptions): Promise<Verification> {
  const settings = { ...DEFAULTS, ...options };
  return judged(reader, [...origins(settings), ...projections(settings)], settings);
}

/** Projects leads and cases anew from the events and compares: the part of `verify` that needs no sessions. */
export function checkProjections(reader: Reader, options: VerifyOptions): Promise<Verification> {
  const settings = { ...DEFAULTS, ...options };
  return judged(reader, projections(settings), settings);
}

const each =
  (judge: (found: Found, look: Look, at: Moment) => Promise<Judgement>): Pass['judge'] =>
  (found, look, at) =>
    Promise.all(found.map((one) => judge(one, look, at)));

const uncounted = (differences: readonly Difference[]): Judgement => ({ differences, tally: [] });

const origins = ({ page: size, ...how }: Settings): Pass[] => [
  {
    selection: { collection: 'audit_sessions' },
    size,
    judge: each((one, look, at) => judgeSession(one, look, at, how)),
  },
  {
    selection: { collection: 'event_claims' },
    size,
    judge: each(async (one, look) => uncounted(await judgeClaim(one, look))),
  },
  { selection: { collection: 'events', everywhere: true }, size, judge: each(judgeEvent) },
  {
    selection: { collection: 'conflicts', everywhere: true },
    size,
    judge: each(async (one, look) => uncounted(await judgeConflict(one, look))),
  },
];

const projections = ({ page: size, intents }: Settings): Pass[] => [
  { selection: { collection: 'cases' }, size, judge: each(async (one, look) => uncounted(await judgeCase(one, look))) },
  {
    selection: { collection: 'leads' },
    size: MOST_LEADS,
    judge: async (found, look) => (await judgeLeads(found, look, intents)).map(uncounted),
  },
];

async function judged(reader: Reader, passes: readonly Pass[], settings: Settings): Promise<Verification> {
  const read = new Map<string, number>();
  const tally = new Map<Counted, number>();
  const count = (keys: readonly Counted[]) => {
    for (const key of keys) tally.set(key, (tally.get(key) ?? 0) + 1);
  };
  const short: string[] = [];
  let found = 0;
  const through = async (pass: Pass): Promise<Suspects> => {
    const { collection } = pass.selection;
    const all = await reader.count(pass.selection);
    const wrong = new Map<string, Judgement>();
    let documents = 0;
    for await (const { found: page, at } of reader.pages(pass.selection, pass.size)) {
      settings.signal?.throwIfAborted();
      if (found > settings.mostDifferences) return { pass, wrong };
      for (const [i, judgement] of (await pass.judge(page, lookAt(reader, at), at)).entries()) {
        found += judgement.differences.length;
        if (judgement.differences.length) wrong.set(page[i]!.path, judgement);
        else count(judgement.tally);
      }
      documents += page.length;
      read.set(collection, documents);
      settings.onProgress(collection, documents, Math.max(all, documents));
    }
    read.set(collection, documents);
    // Documents come while it reads, and go by an erasure: there were never fewer than at one of the two ends.
    if (documents < Math.min(all, await reader.count(pass.selection))) short.push(collection);
    return { pass, wrong };
  };
  const suspects = await Promise.all(passes.map(through));
  await readAgain(reader, suspects, settings, count);
  const still = suspects.flatMap(({ wrong }) => [...wrong.values()]);
  for (const judgement of still) count(judgement.tally);
  const differences = causes(still.flatMap((judgement) => judgement.differences));
  return { differences, complete: found <= settings.mostDifferences, read, tally, short };
}

/** The documents of a pass that looked wrong when last read, by path. */
interface Suspects {
  readonly pass: Pass;
  wrong: ReadonlyMap<string, Judgement>;
}

/** Reads again what looks wrong, all of it at one moment each time, until nothing does or it has looked so often enough. */
async function readAgain(
  reader: Reader,
  suspects: readonly Suspects[],
  { again, pause, settle, signal }: Settings,
  count: (keys: readonly Counted[]) => void,
): Promise<void> {
  const begun = Date.now();
  for (let round = 1; suspects.some(({ wrong }) => wrong.size); round++) {
    const young = suspects.some(({ wrong }) => [...wrong.values()].some((one) => isYoung(one, settle)));
    if (round > again && (!young || Date.now() - begun > settle)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal?.throwIfAborted();
    const at = await reader.now();
    await Promise.all(
      suspects.map(async (some) => {
        const judged = await judgeAt(reader, some.pass, [...some.wrong.keys()], at);
        some.wrong = new Map(judged.filter(([, judgement]) => judgement.differences.length));
        for (const [path, judgement] of judged) if (!some.wrong.has(path)) count(judgement.tally);
      }),
    );
  }
}

/** Whether the trigger may still be at it. */
const isYoung = ({ differences }: Judgement, settle: number): boolean =>
  differences.some(({ since }) => since !== undefined && Date.now() - Date.parse(since) < settle);

async function judgeAt(reader: Reader, pass: Pass, paths: readonly string[], at: Moment) {
  const documents = [...(await reader.get(paths, at)).values()];
  const judged: [path: string, judgement: Judgement][] = [];
  for (let from = 0; from < documents.length; from += pass.size) {
    const some = documents.slice(from, from + pass.size);
    const judgements = await pass.judge(some, lookAt(reader, at), at);
    judged.push(...some.map(({ path }, i): [string, Judgement] => [path, judgements[i]!]));
  }
  return judged;
}
