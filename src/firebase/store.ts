import { type Fields, type Get, type Step, type Store, StoreFailure } from '../ingest/ports.js';
import { canonicalJson } from '../schema/content-hash.js';
import { gathered } from './gathered.js';
import type { Session } from './identity.js';
import { inTurn } from './in-turn.js';
import { commitWrites, readDocuments, type Snapshot } from './rest.js';

export interface FirestoreStoreOptions {
  /** Most tries of one transaction that others disturb. @default 20 */
  attempts?: number;
  /** Most tries of one transaction that Firestore gives no usable answer to. @default 3 */
  attemptsUnanswered?: number;
  /** How long one transaction may be tried, waiting for its turn included, ms. @default 15_000 */
  patience?: number;
  /** Told of every try that was not the first. */
  onRepeat?: (code: string) => void;
}

const DEFAULTS: Required<FirestoreStoreOptions> = {
  attempts: 20,
  attemptsUnanswered: 3,
  patience: 15_000,
  onRepeat: () => {},
};

/** A store that can read for many transactions at once. */
export interface FirestoreStore extends Store {
  /**
   * Reads, with one request, what the next transactions will ask for: paths by lead. A transaction that begins with what
   * has changed since is repeated. What is read for a lead is kept until one of its transactions: foresee only what
   * comes soon. Fails with a `StoreFailure`.
   */
  foresee(wanted: ReadonlyMap<string, readonly string[]>): Promise<ReadonlyMap<string, Fields | undefined>>;
}

/** The first pause between two tries is up to this long, ms; it doubles with each, up to `LONGEST_PAUSE`. */
const SHORTEST_PAUSE = 40;
const LONGEST_PAUSE = 1000;

/**
 * The store on Firestore, through the rules and its REST API: no SDK that knows rules reads several documents in one
 * request. A transaction is optimistic: its commit names the version of everything that was read. So one that follows
 * another on the same lead at once may begin with what that one wrote, or read ahead for it, instead of reading it again.
 */
export function firestoreStore(session: Session, options: FirestoreStoreOptions = {}): FirestoreStore {
  const settings = { ...DEFAULTS, ...options };
  const takeTurns = inTurn();
  const known = new Map<string, Documents>();
  return {
    async foresee(wanted) {
      const documents = await readDocuments(session, [...new Set([...wanted.values()].flat())]).catch((error) => {
        throw failureOf(error);
      });
      for (const [lead, paths] of wanted) {
        const found = paths.flatMap((path) => (documents.has(path) ? [[path, documents.get(path)!] as const] : []));
        known.set(lead, new Map([...(known.get(lead) ?? NONE), ...found]));
      }
      return new Map([...documents].map(([path, { fields }]) => [path, fields]));
    },
    transact: (lead, work, ahead = []) => {
      const deadline = performance.now() + settings.patience;
      return takeTurns(lead, async () => {
        const around = { known: known.get(lead) ?? NONE, ahead };
        const { outcome, left } = await repeated(session, work, around, deadline, settings);
        known.set(lead, left);
        // Whoever waits in line, and the next commit of the same batch, begins before this.
        setImmediate(() => known.get(lead) === left && known.delete(lead));
        return outcome;
      });
    },
  };
}

type Documents = ReadonlyMap<string, Snapshot>;
const NONE: Documents = new Map();

type Work<T> = (get: Get) => Promise<Step<T>>;

/** What a transaction may begin with, and what it reads for those that follow it. */
interface Around {
  known: Documents;
  ahead: readonly string[];
}

async function repeated<T>(
  session: Session,
  work: Work<T>,
  around: Around,
  deadline: number,
  settings: Required<FirestoreStoreOptions>,
): Promise<Done<T>> {
  let refusedOn: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const read = new Map<string, Snapshot>();
    let failure: StoreFailure;
    try {
      return await once(session, work, attempt === 1 ? around : { ...around, known: NONE }, read);
    } catch (error) {
      failure = failureOf(error);
    }
    if (failure.reason === 'refused') {
      // The rules may have seen another writer's commit before the transaction did: a refusal counts once it has been
      // repeated on the same documents.
      const reads = canonicalJson(Object.fromEntries(read));
      if (refusedOn === reads) throw failure;
      refusedOn = reads;
    }
    if (failure.code === 'unauthenticated' || failure.code === 'read-denied') session.forget();
    const most = failure.reason === 'unavailable' ? settings.attemptsUnanswered : settings.attempts;
    if (attempt >= most || performance.now() > deadline) throw failure;
    settings.onRepeat(failure.code ?? failure.reason);
    await pause(Math.random() * Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (attempt - 1)));
  }
}

/** What a transaction ended in, and the documents that the next may begin with. */
interface Done<T> {
  outcome: T;
  left: Documents;
}

/** One try. What it reads, or knows already, is put into `read`. */
async function once<T>(
  session: Session,
  work: Work<T>,
  { known, ahead }: Around,
  read: Map<string, Snapshot>,
): Promise<Done<T>> {
  const here = new Map(known);
  const get = gathered(async (paths) => {
    const documents = await readDocuments(session, [...paths, ...ahead.filter((path) => !here.has(path))]).catch(
      asReadFailure,
    );
    for (const [path, document] of documents) here.set(path, document);
    return documents;
  });
  const { writes, outcome } = await work(async (path) => {
    const document = here.get(path) ?? (await get(path));
    if (document) read.set(path, document);
    return document?.fields;
  });
  if (writes.length === 0) return { outcome, left: here };
  return { outcome, left: new Map([...here, ...(await commitWrites(session, writes, read))]) };
}

/** A read that is denied says that we are not who the rules know, not that an event is wrong. */
function asReadFailure(error: unknown): never {
  if (codeOf(error) === 'permission-denied')
    throw new StoreFailure('unavailable', { code: 'read-denied', cause: error });
  throw error;
}

/** An error of Firebase as the failure it means to a store's user. Throws what is no error of Firebase. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const code = codeOf(error);
  switch (code) {
    case undefined:
      throw error;
    case 'permission-denied':
    // Limits of rules and documents are reported so.
    case 'invalid-argument':
      return new StoreFailure('refused', { code, cause: error });
    case 'aborted':
    case 'already-exists':
    case 'failed-precondition':
    case 'not-found':
      return new StoreFailure('contention', { code, cause: error });
    default:
      return new StoreFailure('unavailable', { code, cause: error });
  }
}

/** The code of an error of Firebase: `aborted` of Firestore, `auth/network-request-failed` of Auth. */
const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
