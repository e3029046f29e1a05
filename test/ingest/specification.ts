import { expect } from 'vitest';
import { ingest } from '../../src/ingest/ingest.js';
import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import type { Fields } from '../../src/ingest/ports.js';
import type { CaseDocument } from '../../src/schema/case.js';
import type { Lead } from '../../src/schema/lead.js';
import type { Result } from '../../src/schema/wire.js';
import { EMAIL, envelopeOf, RECEIVED } from './wire-events.js';

/** What stands after the events of a test: the answers to the last request, and the documents. */
export interface Outcome {
  results: Result[];
  statuses: string[];
  documents: Record<string, Fields>;
  lead: Lead;
  /** The lead's cases, oldest first. */
  cases: CaseDocument[];
  /** The case, where there is exactly one. */
  only: CaseDocument;
  /** Event ids by case, in the order of `cases`. */
  journal: string[][];
}

export interface Given {
  /** Something happens that is no event: an agent's edit, say. */
  and(change: (store: MemoryStore) => void): Given;
  /** One more request. */
  thenCame(...events: unknown[]): Given;
  /** The request the test is about. */
  when(...events: unknown[]): Promise<Outcome>;
}

/** Requests that came before, each with one event. */
export function given(...events: unknown[]): Given {
  const steps: ((store: MemoryStore) => unknown)[] = events.map((event) => (store) => send(store, [event]));
  const self: Given = {
    and: (change) => {
      steps.push(change);
      return self;
    },
    thenCame: (...more) => {
      steps.push((store) => send(store, more));
      return self;
    },
    when: async (...last) => {
      const store = memoryStore();
      for (const step of steps) await step(store);
      return outcomeOf(store, await send(store, last));
    },
  };
  return self;
}

export async function send(store: MemoryStore, events: unknown[], receivedAt = RECEIVED): Promise<Result[]> {
  return (await ingest(envelopeOf(events), receivedAt, { store })).results;
}

export function outcomeOf(store: MemoryStore, results: Result[] = [], email = EMAIL): Outcome {
  const documents = store.documents();
  const of = <T>(pattern: RegExp) =>
    Object.entries(documents).flatMap(([path, document]) => (pattern.test(path) ? [document as T] : []));
  const cases = of<CaseDocument>(/^cases\/[^/]+$/).sort((a, b) => (a.first_event_at < b.first_event_at ? -1 : 1));
  return {
    results,
    statuses: results.map(({ status }) => status),
    documents,
    lead: documents[`leads/${email}`] as Lead,
    cases,
    get only() {
      expect(cases).toHaveLength(1);
      return cases[0]!;
    },
    journal: cases.map(({ case_id }) =>
      of<{ event_id: string }>(new RegExp(`^cases/${case_id}/events/`)).map(({ event_id }) => event_id),
    ),
  };
}

/** An agent's edit of the only case, as the dashboard makes it. */
export const agentEdits =
  (changes: Partial<CaseDocument>, handled_at: string) =>
  (store: MemoryStore): void => {
    for (const [path, document] of Object.entries(store.documents()))
      if (/^cases\/[^/]+$/.test(path)) store.put(path, { ...document, ...changes, handled_at });
  };
