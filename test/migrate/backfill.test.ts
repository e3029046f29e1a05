import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StoreFailure } from '../../src/ingest/ports.js';
import { backfill } from '../../src/migrate/backfill.js';
import { LostRun } from '../../src/migrate/keeper.js';
import { mapSession } from '../../src/migrate/legacy.js';
import { linesOf, type Waiting } from '../../src/migrate/put-aside.js';
import { asFound } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';
import { memoryMigration } from '../support/memory-migration.js';

const MADE = [...legacySessions(21, 150)];
/** What a run that nothing disturbs leaves. */
const whole = async () => {
  const migration = memoryMigration(MADE);
  expect(await backfill(migration.options)).toBe('done');
  return migration;
};

describe('a backfill', () => {
  test('writes every event once, and counts what the documents show', async () => {
    const { store, run, told, chunks } = await whole();
    const paths = Object.keys(store.documents());
    const expected = new Set(MADE.flatMap((one) => mapSession(asFound(one)).events.map(({ event_id }) => event_id)));
    const number = (pattern: RegExp) => paths.filter((path) => pattern.test(path)).length;
    expect(number(/\/events\//)).toBe(expected.size);
    expect(run().counts).toMatchObject({
      sessions: MADE.length,
      events: expected.size,
      written: expected.size,
      cases_opened: number(/^cases\/[^/]+$/),
      leads_opened: number(/^leads\//),
    });
    const skips = MADE.flatMap(({ id, truth }) => truth.skips.map((skip) => `${id} ${skip}`));
    expect(told.map(({ session, what, reason }) => `${session} ${what} ${reason}`).sort()).toEqual(skips.sort());
    expect(Object.values(run().skipped).reduce((sum, count) => sum + count, 0)).toBe(skips.length);
    expect([...chunks]).toEqual([]);
  });

  test('splits no case, in whatever order the ids come', async () => {
    const { store } = await whole();
    for (const [path, document] of Object.entries(store.documents()))
      if (/^cases\/[^/]+$/.test(path)) expect(document).not.toHaveProperty('continues');
  });

  test('that breaks off anywhere and is begun again leaves and counts the same', async () => {
    const expected = await whole();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 4 }), async (breaks) => {
        const migration = memoryMigration(MADE);
        for (const [i, after] of breaks.entries()) {
          let left = after;
          const crash = () => {
            if (--left <= 0) throw new Error('the power went');
          };
          const { store, runs } = migration.options;
          const ending = backfill({
            ...migration.options,
            self: `here/${i}`,
            store: {
              ...store,
              // Before a commit or after it.
              transact: async (...args) => {
                crash();
                const outcome = await store.transact(...args);
                crash();
                return outcome;
              },
            },
            runs: {
              ...runs,
              keep: async (...args) => {
                crash();
                const version = await runs.keep(...args);
                crash();
                return version;
              },
            },
          });
          await ending.catch(() => {});
        }
        expect(await backfill({ ...migration.options, self: 'here/9', isGone: () => true })).toBe('done');
        expect(migration.store.documents()).toEqual(expected.store.documents());
        expect(migration.run().counts).toEqual(expected.run().counts);
        expect(migration.run().skipped).toEqual(expected.run().skipped);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('run once more writes nothing and says that all is live', async () => {
    const migration = await whole();
    const before = migration.store.documents();
    const { written } = migration.run().counts;
    const later = () => new Date('2026-11-02T09:00:00.000Z');
    expect(await backfill({ ...migration.options, now: later })).toBe('done');
    expect(migration.store.documents()).toEqual(before);
    expect(migration.run()).toMatchObject({
      number: 2,
      counts: { written: 0, already_live: written, cases_opened: 0 },
    });
  });

  test('puts the events of a lead into one part, and no part is read twice', async () => {
    const { options, runs, chunks } = memoryMigration(MADE);
    const partitioned = { ...options, sessions: { ...options.sessions, count: async () => 20_000 } };
    let calls = 0;
    expect(await backfill({ ...partitioned, stopping: () => ++calls > 3 })).toBe('stopped');
    const partsOf = new Map<string, Set<string>>();
    for (const [id, text] of chunks)
      if (id.startsWith('part-'))
        for (const { event } of linesOf<Waiting>({ id, text }))
          partsOf.set(event.lead.email, (partsOf.get(event.lead.email) ?? new Set()).add(id.slice(0, 9)));
    expect(partsOf.size).toBeGreaterThan(20);
    for (const parts of partsOf.values()) expect(parts.size).toBe(1);
    expect(new Set([...partsOf.values()].map(([part]) => part)).size).toBeGreaterThan(1);
    const asked: string[] = [];
    const watched = {
      ...runs,
      chunks: (prefix: string) => {
        asked.push(prefix);
        return runs.chunks(prefix);
      },
    };
    expect(await backfill({ ...partitioned, runs: watched })).toBe('done');
    expect(asked).toEqual([...new Set(asked)]);
  });
});

describe('while it works', () => {
  test('a checkpoint without an answer is kept once, and the wait has a reason', async () => {
    const migration = memoryMigration(MADE);
    migration.unanswered = 3;
    expect(await backfill(migration.options)).toBe('done');
    expect(migration.run().counts.sessions).toBe(MADE.length);
    expect(migration.said.join('\n')).toMatch(/waiting: Firestore does not take it \(unavailable\), try 2 in 1 s/);
  });

  test('events that Firestore does not take now are tried until it does', async () => {
    const migration = memoryMigration(MADE.slice(0, 20));
    let refusals = 5;
    const { store } = migration.options;
    const ending = backfill({
      ...migration.options,
      store: {
        ...store,
        transact: (...args) => {
          if (refusals-- > 0) throw new StoreFailure('contention', { code: 'aborted' });
          return store.transact(...args);
        },
      },
    });
    expect(await ending).toBe('done');
    const { written, events } = migration.run().counts;
    expect(written).toBe(events);
  });

  test('what the rules refuse is skipped with its reason, and the others are written', async () => {
    const migration = memoryMigration(MADE.slice(0, 20));
    const { store } = migration.options;
    let first: string | undefined;
    const refusing = async (lead: string): Promise<never> => {
      throw new StoreFailure('refused', { code: `permission-denied for ${lead.length}` });
    };
    expect(
      await backfill({
        ...migration.options,
        store: {
          ...store,
          transact: (lead, ...rest) => {
            first ??= lead;
            return lead === first ? refusing(lead) : store.transact(lead, ...rest);
          },
        },
      }),
    ).toBe('done');
    const { refused, written, events } = migration.run().counts;
    expect(refused).toBeGreaterThan(0);
    expect(refused + written).toBe(events);
    expect(migration.told.filter(({ reason }) => reason === 'refused')).toHaveLength(refused);
    expect(migration.run().skipped.refused).toBe(refused);
  });

  test('a pause is obeyed after the page at hand, until it is lifted', async () => {
    const migration = memoryMigration(MADE);
    const { runs } = migration.options;
    let kept = 0;
    let looks = 0;
    const ending = backfill({
      ...migration.options,
      runs: {
        ...runs,
        keep: async (...args) => {
          if (++kept === 3) migration.edit({ wanted: 'pause' });
          return runs.keep(...args);
        },
      },
      sleep: async () => {
        if (++looks === 4) migration.edit({ wanted: 'run' });
      },
    });
    expect(await ending).toBe('done');
    expect(looks).toBe(4);
    expect(migration.said).toContain('waiting: paused by the operator; crm-admin resume lets it go on');
  });

  test('whoever is no longer the holder stops at the next checkpoint', async () => {
    const migration = memoryMigration(MADE);
    const { runs } = migration.options;
    let kept = 0;
    const ending = backfill({
      ...migration.options,
      runs: {
        ...runs,
        keep: async (...args) => {
          if (++kept === 3) migration.edit({ holder: 'elsewhere/2' });
          return runs.keep(...args);
        },
      },
    });
    await expect(ending).rejects.toThrow(LostRun);
    expect(migration.run().holder).toBe('elsewhere/2');
  });
});

describe('a run that another holds', () => {
  const openBy = (holder: string) => {
    const migration = memoryMigration(MADE.slice(0, 20));
    let waited = 0;
    const options = {
      ...migration.options,
      sleep: async () => {
        waited++;
      },
    };
    return { migration, options, waited: () => waited, take: () => migration.edit({ holder, phase: 'reading' }) };
  };
  const begin = async (open: ReturnType<typeof openBy>) => {
    let calls = 0;
    await backfill({ ...open.options, stopping: () => ++calls > 1 });
    open.take();
  };

  test('is taken at once where its holder is gone', async () => {
    const open = openBy('here/77');
    await begin(open);
    expect(await backfill({ ...open.options, isGone: (holder) => holder === 'here/77' })).toBe('done');
    expect(open.waited()).toBe(0);
  });

  test('is waited for while its holder shows signs of life, 20 s at most without one', async () => {
    const open = openBy('elsewhere/77');
    await begin(open);
    expect(await backfill(open.options)).toBe('done');
    expect(open.waited()).toBe(20);
    expect(open.migration.said).toContain('waiting: another backfill (elsewhere/77) is at work');
  });
});
