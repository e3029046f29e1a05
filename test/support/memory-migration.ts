import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import { StoreFailure } from '../../src/ingest/ports.js';
import type { BackfillOptions } from '../../src/migrate/backfill.js';
import type { Runs, Sessions } from '../../src/migrate/backfill-ports.js';
import { unlimited } from '../../src/migrate/pace.js';
import type { Skipped } from '../../src/migrate/put-aside.js';
import type { Run } from '../../src/migrate/run.js';
import { asFound } from './legacy-collection.js';
import type { MadeSession } from './legacy-sessions.js';

/** The ports of a backfill in memory. */
export interface MemoryMigration {
  readonly store: MemoryStore;
  readonly sessions: Sessions;
  readonly runs: Runs;
  /** The run as it is kept. */
  run(): Run;
  /** Changes the run as somebody else would. */
  edit(changes: Partial<Run>): void;
  /** The chunks put aside, by id. */
  readonly chunks: Map<string, string>;
  /** How many of the next changes of the run end without an answer, though they are kept. */
  unanswered: number;
  /** What a report was told. */
  readonly told: Skipped[];
  /** What it said it does, in order. */
  readonly said: string[];
  readonly options: BackfillOptions;
}

export function memoryMigration(made: Iterable<Pick<MadeSession, 'id' | 'data'>>): MemoryMigration {
  const found = [...made].map(asFound).sort((a, b) => (a.id < b.id ? -1 : 1));
  const store = memoryStore();
  const chunks = new Map<string, string>();
  let kept: { run: Run; version: string } | undefined;
  let versions = 0;
  const told: Skipped[] = [];
  const said: string[] = [];
  const sessions: Sessions = {
    count: async () => found.length,
    page: async (after, limit) => found.filter(({ id }) => id > after).slice(0, limit),
  };
  const runs: Runs = {
    read: async () => structuredClone(kept),
    async keep(run, version, put = [], removed = []) {
      if (version !== kept?.version) return undefined;
      kept = { run: structuredClone(run), version: String(++versions) };
      for (const { id, text } of put) chunks.set(id, text);
      for (const id of removed) chunks.delete(id);
      if (migration.unanswered > 0) {
        migration.unanswered--;
        throw new StoreFailure('unavailable', { code: 'unavailable' });
      }
      return kept.version;
    },
    async *chunks(prefix) {
      for (const id of [...chunks.keys()].sort()) if (id.startsWith(prefix)) yield { id, text: chunks.get(id)! };
    },
  };
  const migration: MemoryMigration = {
    store,
    sessions,
    runs,
    run: () => kept!.run,
    edit(changes) {
      kept = { run: { ...kept!.run, ...changes }, version: String(++versions) };
    },
    chunks,
    unanswered: 0,
    told,
    said,
    options: {
      sessions,
      runs,
      store: { ...store, foresee: async () => new Map() },
      pace: unlimited,
      page: 10,
      concurrency: 4,
      since: undefined,
      self: 'here/1',
      isGone: () => false,
      now: () => new Date('2026-11-01T09:00:00.000Z'),
      stopping: () => false,
      sleep: async () => {},
      onProgress: ({ doing }) => {
        if (said.at(-1) !== doing) said.push(doing);
      },
      report: { skipped: async (line) => void told.push(line), end: async () => {} },
    },
  };
  return migration;
}
