import { afterAll, beforeAll, expect, test } from 'vitest';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import { audit, booking, call, day, envelopeOf, RECEIVED } from '../ingest/wire-events.js';
import { type Counted, startCounted } from './counted.js';

let counted: Counted;
beforeAll(async () => {
  counted = await startCounted();
}, 30_000);
afterAll(() => counted?.stop());

const cost = (...events: unknown[]) =>
  counted.count(async () => {
    const store = firestoreStore(counted.session);
    const { results } = await ingest(envelopeOf(events), RECEIVED, { store });
    expect(results.map(({ status }) => status)).not.toContain('retry');
    expect(results.map(({ status }) => status)).not.toContain('rejected');
  });

test('the first event of a lead costs 3 reads and 4 writes, and the rules read 4 documents', async () => {
  expect(await cost(audit('0'))).toEqual({ requests: 3, reads: 3, writes: 4, commits: 1, readByRules: 4 });
});
test('one more event costs the same', async () => {
  expect(await cost(call('1', { at: day(1) }))).toEqual({
    requests: 3,
    reads: 3,
    writes: 4,
    commits: 1,
    readByRules: 4,
  });
});
test('ten events of one lead in a request cost 12 reads and 24 writes, and the rules read 24 documents', async () => {
  const ten = Array.from({ length: 10 }, (_, i) => audit(`t${i}`, { at: day(2 + i) }));
  expect(await cost(...ten)).toEqual({ requests: 4, reads: 12, writes: 24, commits: 2, readByRules: 24 });
});
test('a duplicate costs 2 reads in one request, and no write', async () => {
  expect(await cost(audit('0'))).toEqual({ requests: 1, reads: 2, writes: 0, commits: 0, readByRules: 0 });
});
test('a conflict costs 3 reads and 1 write, and the rules read the claim', async () => {
  const changed = audit('0', { payload: { confidence_score: 1 } });
  expect(await cost(changed)).toEqual({ requests: 3, reads: 3, writes: 1, commits: 1, readByRules: 1 });
});
test('what brings two cases together costs 4 reads and 5 writes', async () => {
  await cost(booking('late', { at: day(60) }));
  expect(await cost(booking('between', { at: day(35) }))).toMatchObject({ reads: 4, writes: 5, commits: 1 });
});
