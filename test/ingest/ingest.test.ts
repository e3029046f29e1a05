import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { type Store, StoreFailure, type StoreFailureReason, type Write } from '../../src/ingest/ports.js';
import { contentHash } from '../../src/schema/content-hash.js';
import type { WireEvent } from '../../src/schema/event.js';
import { eventClaim } from '../../src/schema/event.js';
import { sha256 } from '../../src/schema/sha256.js';
import { given, outcomeOf, send } from './specification.js';
import { audit, call, chat, day, EMAIL, envelopeOf, RECEIVED, SITE } from './wire-events.js';

const OTHER = 'other@example.com';

describe('an id that was seen before', () => {
  test('with the same content is a duplicate, whatever its times, phone and name', async () => {
    const { statuses, journal, lead } = await given(audit('1')).when(audit('1', { at: day(3), name: 'Claire' }));
    expect(statuses).toEqual(['duplicate']);
    expect(journal).toEqual([[audit('1').event_id]]);
    expect(lead).not.toHaveProperty('name');
  });
  test('with other content is a conflict, kept beside the claim', async () => {
    const changed = audit('1', { payload: { confidence_score: 3 }, summary: { text: 'Changed' } });
    const { results, documents, only } = await given(audit('1')).when(changed);
    const hash = contentHash(changed as WireEvent);
    expect(results).toMatchObject([{ status: 'conflict', code: 'content_differs' }]);
    expect(documents[`event_claims/${changed.event_id}/conflicts/${hash}`]).toEqual({
      event: {
        type: changed.type,
        payload: changed.payload,
        summary: changed.summary,
        timestamp: day(0),
        source: 'WEB_CHAT',
        source_id: 'audit:1',
      },
      lead_id: EMAIL,
      site_id: SITE,
      content_hash: hash,
      received_at: RECEIVED,
    });
    expect(only.confidence_score).toBe(85);
  });
  test('with a corrected email is a conflict and makes no lead', async () => {
    const { statuses, documents } = await given(audit('1')).when(audit('1', { email: OTHER }));
    expect(statuses).toEqual(['conflict']);
    expect(documents).not.toHaveProperty([`leads/${OTHER}`]);
  });
  test('in conflict again is kept once', async () => {
    const changed = audit('1', { payload: { confidence_score: 3 } });
    const before = await given(audit('1')).when(changed);
    expect((await given(audit('1'), changed).when(changed)).documents).toEqual(before.documents);
  });
  test('and without intent stays where it is when the latest case has moved on', async () => {
    const unsaid = chat('2', { intent: '', at: day(1) });
    const { statuses, journal } = await given(
      audit('1'),
      unsaid,
      audit('3', { at: day(2), payload: { visa_type: 'LTR' } }),
    ).when(unsaid);
    expect(statuses).toEqual(['duplicate']);
    expect(journal.flat().filter((id) => id === unsaid.event_id)).toHaveLength(1);
  });
});

describe('one request', () => {
  test('is answered one result per event, in its order', async () => {
    const { results } = await given(audit('0')).when(
      audit('2', { at: day(2) }),
      { event_id: 'x' },
      audit('0'),
      audit('1', { email: OTHER, phone: '?' }),
      audit('2', { at: day(1), payload: { confidence_score: 1 } }),
    );
    expect(results.map(({ event_id, status }) => [event_id.slice(0, 4), status])).toEqual([
      [audit('2').event_id.slice(0, 4), 'conflict'],
      ['x', 'rejected'],
      [audit('0').event_id.slice(0, 4), 'duplicate'],
      [audit('1').event_id.slice(0, 4), 'accepted'],
      [audit('2').event_id.slice(0, 4), 'accepted'],
    ]);
    expect(results[3]!.warnings).toMatchObject([{ path: 'lead.phone' }]);
  });
  test('with an event twice accepts it once', async () => {
    const { statuses, journal } = await given().when(audit('1'), audit('1'), audit('1'));
    expect(statuses).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(journal).toEqual([[audit('1').event_id]]);
  });
  test('with an event and a conflict with it keeps the conflict in a commit after the claim', async () => {
    const commits: string[][] = [];
    const store = memoryStore((writes) => {
      commits.push(writes.map((write) => ('create' in write ? write.create.replace(/[0-9a-f]{64}/g, '*') : 'update')));
      return true;
    });
    const results = await send(store, [audit('1'), audit('1', { at: day(1), payload: { confidence_score: 3 } })]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'conflict']);
    expect(commits.slice(1)).toEqual([['event_claims/*/conflicts/*']]);
  });
  test('commits the claim of each event with the event', async () => {
    const { documents, only } = await given().when(audit('1'));
    expect(eventClaim.parse(documents[`event_claims/${audit('1').event_id}`])).toEqual({
      case_id: only.case_id,
      content_hash: contentHash(audit('1') as WireEvent),
      received_at: RECEIVED,
    });
  });
});

describe('an erased person', () => {
  const erased = (store: ReturnType<typeof memoryStore>) =>
    store.put(`erasures/${sha256(EMAIL)}`, { erased_at: day(10) });

  test('is not brought back by an event from before the erasure', async () => {
    const { statuses, documents } = await given()
      .and(erased)
      .when(audit('1', { at: day(10) }));
    expect(statuses).toEqual(['duplicate']);
    expect(Object.keys(documents)).toEqual([`erasures/${sha256(EMAIL)}`]);
  });
  test('is a new lead with an event from after it', async () => {
    const { statuses, lead } = await given()
      .and(erased)
      .when(audit('1', { at: day(10, 1) }), audit('2', { at: day(9) }));
    expect(statuses).toEqual(['accepted', 'duplicate']);
    expect(lead.created_at).toBe(day(10, 1));
  });
  test('who has come back is still not reached by an event from before, in a later request', async () => {
    const { statuses, documents } = await given()
      .and(erased)
      .thenCame(audit('1', { at: day(20) }))
      .when(audit('2', { at: day(9) }), audit('3', { at: day(19) }));
    expect(statuses).toEqual(['duplicate', 'accepted']);
    expect(Object.keys(documents).filter((path) => path.includes('/events/'))).toHaveLength(2);
  });
  test('leaves no conflict under the id of somebody else', async () => {
    const { statuses, documents } = await given(audit('1', { email: OTHER }))
      .and(erased)
      .when(audit('1', { at: day(9) }));
    expect(statuses).toEqual(['duplicate']);
    expect(JSON.stringify(documents)).not.toContain(EMAIL);
  });
  test('leaves erased claims, on which nothing is ever written again', async () => {
    const claim = { case_id: 'a'.repeat(64), content_hash: 'b'.repeat(64), received_at: day(0), erased_at: day(10) };
    const { statuses, documents } = await given()
      .and((store) => store.put(`event_claims/${audit('1').event_id}`, claim))
      .when(audit('1', { at: day(20), email: OTHER }));
    expect(statuses).toEqual(['duplicate']);
    expect(Object.keys(documents)).toHaveLength(1);
  });
});

describe('reads and writes', () => {
  const counted = async (store: ReturnType<typeof memoryStore>, ...events: unknown[]) => {
    const { reads, writes, commits } = store.counts;
    await send(store, events);
    return {
      reads: store.counts.reads - reads,
      writes: store.counts.writes - writes,
      commits: store.counts.commits - commits,
    };
  };
  test('of one event are 3 and 4, of a duplicate 2 and 0', async () => {
    const store = memoryStore();
    expect(await counted(store, audit('1'))).toEqual({ reads: 3, writes: 4, commits: 1 });
    expect(await counted(store, call('2', { at: day(1) }))).toEqual({ reads: 3, writes: 4, commits: 1 });
    expect(await counted(store, call('2'))).toEqual({ reads: 2, writes: 0, commits: 1 });
  });
  test('of ten events of one lead are at most 14 and 24', async () => {
    const store = memoryStore();
    await send(store, [audit('0')]);
    const ten = Array.from({ length: 10 }, (_, i) => audit(`t${i}`, { at: day(i + 1) }));
    expect(await counted(store, ...ten)).toEqual({ reads: 14, writes: 24, commits: 2 });
  });
  test('write only the fields that changed', async () => {
    const updates: Write[] = [];
    const store = memoryStore((writes) => {
      updates.push(...writes.filter((write) => 'update' in write));
      return true;
    });
    await send(store, [audit('1')]);
    await send(store, [chat('2', { at: day(-1) })]);
    expect(
      updates.map((write) => 'update' in write && Object.keys(write.changes).map((key) => key.split('.')[0])),
    ).toEqual([
      ['first_event_at', 'first_event_id', 'waiting_since'],
      ['cases', 'created_at', 'source', 'source_from'],
    ]);
  });
  test('open at most one case a commit, within 20 documents', async () => {
    const store = memoryStore(
      (writes) =>
        writes.length <= 20 &&
        writes.filter((write) => 'create' in write && /^cases\/[^/]+$/.test(write.create)).length <= 1,
    );
    const events = Array.from({ length: 9 }, (_, i) => audit(`s${i}`, { at: day(i * 20 + (i > 4 ? 20 : 0)) }));
    expect((await send(store, events)).map(({ status }) => status)).toEqual(Array(9).fill('accepted'));
    expect(store.counts.commits).toBe(2);
  });
});

describe('when the store fails', () => {
  const failing = (reason: StoreFailureReason, isFailing: (lead: string) => boolean = () => true): Store => {
    const store = memoryStore();
    return {
      transact: (lead, work) =>
        isFailing(lead) ? Promise.reject(new StoreFailure(reason)) : store.transact(lead, work),
    };
  };
  const statusesOf = async (store: Store, ...events: unknown[]) =>
    (await ingest(envelopeOf(events), RECEIVED, { store })).results.map(({ status, code }) => [status, code]);

  test.each(['contention', 'unavailable'] as const)('%s is answered retry, for that lead only', async (reason) => {
    const store = failing(reason, (lead) => lead === OTHER);
    expect(await statusesOf(store, audit('1'), audit('2', { email: OTHER }), audit('3', { email: OTHER }))).toEqual([
      ['accepted', undefined],
      ['retry', reason],
      ['retry', reason],
    ]);
  });
  test('one event that the rules refuse is rejected and takes no other with it', async () => {
    const bad = audit('bad', { at: day(2) });
    const store = memoryStore((writes) => !JSON.stringify(writes).includes(bad.event_id));
    expect(await statusesOf(store, audit('1'), bad, audit('3', { at: day(3) }), audit('1'))).toEqual([
      ['accepted', undefined],
      ['rejected', 'refused_by_rules'],
      ['accepted', undefined],
      ['duplicate', undefined],
    ]);
    expect(outcomeOf(store).journal.flat()).toHaveLength(2);
  });
  test('a limit on commits that is lower than ours only costs more commits', async () => {
    const store = memoryStore((writes) => writes.length <= 4);
    const events = Array.from({ length: 12 }, (_, i) => audit(`${i}`, { at: day(i) }));
    expect(await statusesOf(store, ...events)).toEqual(events.map(() => ['accepted', undefined]));
  });
  test('a lead that had its share is answered retry, and nothing of it is read', async () => {
    const store = memoryStore();
    const asked: string[] = [];
    const mayWrite = async (lead: string) => asked.push(lead) > 0 && lead !== OTHER;
    const events = [audit('1'), audit('2', { email: OTHER }), audit('3', { email: OTHER }), call('4')];
    const { results } = await ingest(envelopeOf(events), RECEIVED, { store, mayWrite });
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'accepted',
      'rate_limited',
      'rate_limited',
      'accepted',
    ]);
    expect(results[1]!.status).toBe('retry');
    expect(asked.sort()).toEqual([EMAIL, OTHER]);
    expect(Object.keys(store.documents()).join()).not.toContain(OTHER);
  });
  test('a fault of ours is not hidden', async () => {
    const store: Store = { transact: () => Promise.reject(new TypeError('a bug')) };
    await expect(statusesOf(store, audit('1'))).rejects.toThrow('a bug');
  });
});

test('parallel requests on one lead all take effect in one case', async () => {
  const store = memoryStore();
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) => send(store, [audit(`${i}`, { at: day(i % 7) })])),
  );
  expect(results.flat().map(({ status }) => status)).toEqual(Array(50).fill('accepted'));
  expect(outcomeOf(store).only).toMatchObject({ first_event_at: day(0), last_event_at: day(6) });
  expect(store.counts.repeats).toBeGreaterThan(0);
});
