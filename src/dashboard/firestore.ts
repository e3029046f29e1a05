// The one file of the dashboard that speaks to Firestore.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FirebaseApp } from 'firebase/app';
import {
  collection,
  collectionGroup,
  connectFirestoreEmulator,
  type DocumentData,
  deleteField,
  doc,
  getCountFromServer,
  getDocsFromServer,
  getFirestore,
  limit,
  onSnapshot,
  orderBy,
  type Query,
  type QuerySnapshot,
  query,
  serverTimestamp,
  startAfter,
  Timestamp,
  updateDoc,
  where,
} from 'firebase/firestore';
import type { CaseDocument, CaseStatus } from '../schema/case.js';
import { casePath, leadPath } from '../schema/collections.js';
import type { ConflictDocument, StoredEvent } from '../schema/event.js';
import type { Lead } from '../schema/lead.js';
import type { CaseQuery, Condition, Count } from './case-query.js';

/** What an agent changes in a case; `next_action_at: null` clears it. */
export interface Change {
  readonly status?: CaseStatus;
  readonly owner_uid?: string;
  readonly next_action_at?: string | null;
}

/** A conflict, with the id of the event whose place was taken. */
export interface Conflict extends ConflictDocument {
  readonly event_id: string;
}

/** Ends a watch. */
export type Undo = () => void;
/** Firestore's own, e.g. `permission-denied`. */
export interface StoreError extends Error {
  readonly code: string;
}
type Failed = (error: StoreError) => void;

export interface Store {
  /**
   * Documents that came from the server since the page was opened, and one for each thousand or less that was counted: what
   * Firestore asks money for.
   */
  readonly reads: ReadonlySignal<number>;
  /** False while the connection is lost: what is shown may be old. */
  readonly online: ReadonlySignal<boolean>;
  /** The first `most` cases of a query after `after`, live. Reads no more than that. */
  watchCases(
    asked: CaseQuery,
    most: number,
    after: CaseDocument | undefined,
    listener: (rows: readonly CaseDocument[]) => void,
    failed: Failed,
  ): Undo;
  /** One case; undefined where there is none. */
  watchCase(caseId: string, listener: (row: CaseDocument | undefined) => void, failed: Failed): Undo;
  watchLead(email: string, listener: (lead: Lead | undefined) => void, failed: Failed): Undo;
  /** The latest `most` events of a case, latest first. */
  watchEvents(of: CaseDocument, most: number, listener: (events: readonly StoredEvent[]) => void, failed: Failed): Undo;
  /** The latest `most` conflicts of the given sites. */
  watchConflicts(
    sites: readonly Condition[],
    most: number,
    listener: (conflicts: readonly Conflict[]) => void,
    failed: Failed,
  ): Undo;
  /** The first `most` cases of a query, once. Fails with Firestore's error, without a connection too. */
  readCases(asked: CaseQuery, most: number): Promise<readonly CaseDocument[]>;
  /** How many there are, by the server's own count. Fails as above. */
  count(asked: Count): Promise<number>;
  /** Fulfilled when the server has it, which offline may be never; fails with what the rules or Firestore say. */
  edit(caseId: string, change: Change, uid: string): Promise<void>;
}

/** Entries of an index that Firestore counts for the price of one document. */
const COUNTED_AT_ONCE = 1000;

/** Opens no connection yet. Cases and leads are in memory only: Firestore's default, and nothing here asks for more. */
export function openStore(app: FirebaseApp, emulator: string | undefined): Store {
  const firestore = getFirestore(app);
  const [host = '', port] = emulator?.split(':') ?? [];
  if (emulator) connectFirestoreEmulator(firestore, host, Number(port));
  const reads = signal(0);
  const online = signal(true);
  const metadata = { includeMetadataChanges: true };

  // Firestore itself takes ten seconds to notice; what it says afterwards counts more.
  addEventListener('offline', () => (online.value = false));
  addEventListener('online', () => (online.value = true));

  const count = (found: QuerySnapshot) => {
    const fromServer = found
      .docChanges()
      .filter(({ type, doc: { metadata } }) => type !== 'removed' && !metadata.hasPendingWrites);
    if (fromServer.length) reads.value += fromServer.length;
  };
  const watch = <T>(
    asked: Query,
    read: (data: DocumentData, path: string) => T,
    listener: (all: T[]) => void,
    failed: Failed,
  ) => {
    let answered = false;
    return onSnapshot(
      asked,
      metadata,
      (found) => {
        count(found);
        // What is in memory already is shown when it is whole: half a list would have to move.
        if (!found.metadata.fromCache) online.value = true;
        else if (answered) online.value = false;
        answered ||= !found.metadata.fromCache;
        if (answered) listener(found.docs.map((one) => read(one.data({ serverTimestamps: 'estimate' }), one.ref.path)));
      },
      failed,
    );
  };
  const wheres = (conditions: readonly Condition<string>[]) =>
    conditions.map(([field, op, value]) => where(field, op, value));
  const casesOf = ({ where: conditions, orderBy: [field, direction] }: CaseQuery, most: number) =>
    query(
      collection(firestore, 'cases'),
      ...wheres(conditions),
      orderBy(field, direction),
      orderBy('__name__', direction),
      limit(most),
    );

  return {
    reads,
    online,
    watchCases(asked, most, after, listener, failed) {
      const first = casesOf(asked, most);
      const page = after ? query(first, startAfter(after[asked.orderBy[0]], after.case_id)) : first;
      return watch(page, caseOf, listener, failed);
    },
    watchCase: (caseId, listener, failed) =>
      onSnapshot(
        doc(firestore, casePath(caseId)),
        metadata,
        (found) => {
          if (!found.metadata.fromCache && !found.metadata.hasPendingWrites) reads.value++;
          const data = found.data({ serverTimestamps: 'estimate' });
          // A document that is not in memory is not therefore not there.
          if (data || !found.metadata.fromCache) listener(data && caseOf(data));
        },
        failed,
      ),
    watchLead: (email, listener, failed) =>
      onSnapshot(
        doc(firestore, leadPath(email)),
        (found) => {
          if (!found.metadata.fromCache) reads.value++;
          // The rules hold every lead to the schema.
          listener(found.data() as Lead | undefined);
        },
        failed,
      ),
    watchEvents({ case_id, site_id }, most, listener, failed) {
      const all = collection(firestore, casePath(case_id), 'events');
      const asked = query(all, where('site_id', '==', site_id), orderBy('timestamp', 'desc'), limit(most));
      // As above, for events.
      return watch(asked, (data) => data as StoredEvent, listener, failed);
    },
    watchConflicts(sites, most, listener, failed) {
      const all = collectionGroup(firestore, 'conflicts');
      const asked = query(all, ...wheres(sites), orderBy('received_at', 'desc'), limit(most));
      // As above, for conflicts; their path is event_claims/{event_id}/conflicts/{hash}.
      const read = (data: DocumentData, path: string) => ({ ...data, event_id: path.split('/')[1]! }) as Conflict;
      return watch(asked, read, listener, failed);
    },
    async readCases(asked, most) {
      const found = await getDocsFromServer(casesOf(asked, most));
      reads.value += found.size;
      return found.docs.map((one) => caseOf(one.data({ serverTimestamps: 'estimate' })));
    },
    async count({ of, where: conditions, orderBy: order }) {
      const all = of === 'events' ? collectionGroup(firestore, of) : collection(firestore, of);
      const asked = query(all, ...wheres(conditions), ...(order ? [orderBy(order[0], order[1])] : []));
      const found = (await getCountFromServer(asked)).data().count;
      reads.value += Math.max(1, Math.ceil(found / COUNTED_AT_ONCE));
      return found;
    },
    edit: (caseId, { status, owner_uid, next_action_at }, uid) =>
      updateDoc(doc(firestore, casePath(caseId)), {
        handled_at: serverTimestamp(),
        ...(status !== undefined && { status, status_at: serverTimestamp() }),
        ...(owner_uid !== undefined && { owner_uid }),
        ...(next_action_at !== undefined && { next_action_at: next_action_at ?? deleteField(), next_action_by: uid }),
      }),
  };
}

/** A case as the schema has it: its two timestamps as ISO instants. The rules hold the rest to the schema. */
function caseOf(data: DocumentData): CaseDocument {
  const instant = (value: unknown) => (value instanceof Timestamp ? value.toDate().toISOString() : undefined);
  const { handled_at, status_at, ...rest } = data;
  const handled = instant(handled_at);
  const status = instant(status_at);
  return {
    ...(rest as CaseDocument),
    ...(handled && { handled_at: handled }),
    ...(status && { status_at: status }),
  };
}
