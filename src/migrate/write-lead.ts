import { type IngestOptions, ingest } from '../ingest/ingest.js';
import type { Claim, Store } from '../ingest/ports.js';
import { caseIdOf } from '../ingest/resolve-case.js';
import type { Result } from '../schema/wire.js';
import { observedStore, type Seen } from './observed-store.js';
import type { WaitingLead } from './part.js';
import type { Skipped, Waiting } from './put-aside.js';
import type { Counts } from './run.js';

/** What became of a lead's events. */
export interface Written {
  counts: Partial<Counts>;
  refused: Skipped[];
}

export interface WriteOptions extends Pick<IngestOptions, 'region' | 'intents'> {
  store: Store;
  /** `received_at` of the events. */
  receivedAt: string;
  /** Told how many documents a transaction read and wrote. */
  charge(operations: number): void;
  /** Waits before the events that could not be written are tried again. `code` says why, `attempt` counts from 1. */
  again(code: string, attempt: number): Promise<void>;
}

/**
 * Writes what waits of one lead through the ingest, site by site, each site's in time order: its cases are opened as if
 * the events had come when they happened. Tries until each event has an ending. Doing it twice is doing it once, and
 * counts the same.
 */
export async function writeLead({ waiting }: WaitingLead, options: WriteOptions): Promise<Written> {
  const { receivedAt, charge, again, region, intents } = options;
  const { store, seen } = observedStore(options.store, charge);
  const results = new Map<Waiting, Result>();
  for (const site_id of [...new Set(waiting.map((one) => one.site_id))].sort()) {
    let open = waiting.filter((one) => one.site_id === site_id);
    for (let attempt = 1; open.length; attempt++) {
      if (attempt > 1) await again(results.get(open[0]!)?.code ?? 'unavailable', attempt - 1);
      const events = open.map(({ event }) => event);
      const envelope = { v: 1 as const, site_id, sent_at: receivedAt, sdk: 'backfill', events };
      const answer = await ingest(envelope, receivedAt, { store, yields: true, ...defined({ region, intents }) });
      open.forEach((one, i) => {
        results.set(one, answer.results[i]!);
      });
      open = open.filter((one) => results.get(one)?.status === 'retry');
    }
  }
  return reckoned(waiting, results, seen, receivedAt);
}

/** What has a value, of optional fields. */
const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  }; // Object.entries forgets the keys

function reckoned(
  waiting: readonly Waiting[],
  results: ReadonlyMap<Waiting, Result>,
  seen: Seen,
  receivedAt: string,
): Written {
  const counts = { written: 0, already_live: 0, repeated: 0, erased: 0, refused: 0, cases_opened: 0, leads_opened: 0 };
  const refused: Skipped[] = [];
  const ids = new Set<string>();
  const opened = new Set<string>();
  for (const one of waiting) {
    const { event_id } = one.event;
    const claim = seen.claims.get(event_id);
    const result = results.get(one);
    if (result?.status === 'rejected') {
      counts.refused++;
      refused.push(refusalOf(one, result));
    } else if (!claim || claim.erased_at !== undefined) counts.erased++;
    else if (ids.has(event_id)) counts.repeated++;
    else if (claim.received_at !== receivedAt) counts.already_live++;
    else {
      // Now, or before this run was interrupted.
      counts.written++;
      if (hasOpened(one, claim, seen)) opened.add(claim.case_id);
    }
    ids.add(event_id);
  }
  const casesBefore = seen.casesBefore ?? [];
  return {
    counts: {
      ...counts,
      cases_opened: opened.size,
      leads_opened: opened.size > 0 && casesBefore.every((id) => opened.has(id)) ? 1 : 0,
    },
    refused,
  };
}

/** A case's id is made of the event that opened it. */
function hasOpened({ event, site_id }: Waiting, { case_id }: Claim, { intents }: Seen): boolean {
  const { event_id, timestamp, lead } = event;
  return case_id === caseIdOf({ event_id, timestamp, site_id, lead_id: lead.email }, intents.get(case_id) ?? '');
}

const refusalOf = ({ event, session }: Waiting, { code = 'rejected', issues }: Result): Skipped => ({
  session,
  what: event.type === 'AUDIT_COMPLETED' ? 'audit' : 'summary',
  reason: 'refused',
  issues: issues ?? [{ path: '', code, message: 'The ingest, or the rules, refused it' }],
});
