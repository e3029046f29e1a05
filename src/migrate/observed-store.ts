import type { Claim, Fields, Store, Write } from '../ingest/ports.js';
import type { CaseDocument } from '../schema/case.js';
import type { Lead } from '../schema/lead.js';

/** What the transactions on one lead showed, besides their verdicts. */
export interface Seen {
  /** The claims that stand at the end, by event id. */
  readonly claims: Map<string, Claim>;
  /** The intent of each case of the lead, by case id. */
  readonly intents: Map<string, string>;
  /** The lead's cases before the first transaction; `undefined` where there was no lead. */
  casesBefore: readonly string[] | undefined;
}

/** A store that keeps what it saw. `charge` is told how many documents each transaction wrote. */
export function observedStore(store: Store, charge: (operations: number) => void): { store: Store; seen: Seen } {
  const seen: Seen = { claims: new Map(), intents: new Map(), casesBefore: undefined };
  let isFirst = true;
  // Each `as` below: what lies under the path was written by the ingest, see ingest/documents.ts.
  const note = (path: string, document: Fields | undefined) => {
    const [collection, id, more] = path.split('/');
    if (!document || !id || more) return;
    if (collection === 'event_claims') seen.claims.set(id, document as Claim);
    if (collection === 'cases') seen.intents.set(id, (document as CaseDocument).intent);
    if (collection === 'leads') {
      const { cases } = document as Lead;
      for (const [caseId, { intent }] of Object.entries(cases)) seen.intents.set(caseId, intent);
      if (isFirst) seen.casesBefore = Object.keys(cases);
    }
  };
  return {
    seen,
    store: {
      async transact(lead, work) {
        let read = new Map<string, Fields | undefined>();
        let writes: readonly Write[] = [];
        const outcome = await store.transact(lead, async (get) => {
          read = new Map();
          const step = await work(async (path) => {
            const document = await get(path);
            read.set(path, document);
            return document;
          });
          writes = step.writes;
          return step;
        });
        for (const [path, document] of read) note(path, document);
        isFirst = false;
        for (const write of writes) if ('create' in write) note(write.create, write.document);
        charge(writes.length);
        return outcome;
      },
    },
  };
}
