import { claimPath, erasurePath, leadPath } from '../schema/collections.js';
import { sha256 } from '../schema/sha256.js';
import type { ForeseeingStore } from './backfill-ports.js';
import type { WaitingLead } from './part.js';

/** Firestore has no bound for one request, the answer has. */
const AT_ONCE = 300;

/** Reads in two requests what the ingest will ask for one lead at a time: leads and claims, then erasures of the unknown. */
export async function foresee(
  store: ForeseeingStore,
  leads: readonly WaitingLead[],
  charge: (operations: number) => void,
): Promise<void> {
  for (const some of inBatches(leads)) {
    const known = await store.foresee(
      new Map(
        some.map(({ email, waiting }) => [
          email,
          [leadPath(email), ...waiting.map(({ event }) => claimPath(event.event_id))],
        ]),
      ),
    );
    const unknown = some.filter(({ email }) => !known.get(leadPath(email)));
    if (unknown.length) await store.foresee(new Map(unknown.map(({ email }) => [email, [erasurePath(sha256(email))]])));
    charge(known.size + unknown.length);
  }
}

function inBatches(leads: readonly WaitingLead[]): WaitingLead[][] {
  const batches: WaitingLead[][] = [];
  let size = AT_ONCE;
  for (const lead of leads) {
    const documents = 1 + lead.waiting.length;
    if (size + documents > AT_ONCE) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(lead);
    size += documents;
  }
  return batches;
}
