import { expect, test } from 'vitest';
import { ingestLog } from '../../src/firebase/log.js';
import { ingest } from '../../src/ingest/ingest.js';
import { memoryStore } from '../../src/ingest/memory-store.js';
import { audit, EMAIL, envelopeOf, RECEIVED } from '../ingest/wire-events.js';

test('logs carry ids, verdicts and times, and nothing that anybody wrote', async () => {
  const lines: string[] = [];
  const write = (message: string, fields: object) => void lines.push(JSON.stringify({ message, ...fields }));
  const log = ingestLog({ info: write, warn: write, error: write });
  const event = audit('1', { phone: '0812345678', name: 'Claire Dupont' });
  const envelope = envelopeOf([event, { event_id: EMAIL }], { app_check: 'the claire token' });
  const answer = await ingest(envelope, RECEIVED, { store: memoryStore() });
  log.answered(envelope, answer, { milliseconds: 12, app_check: 'missing' });
  log.failed(Object.assign(new Error(`No document\nleads/${EMAIL}`), { code: 'not-found' }));
  log.refused(400, 'malformed');
  const [answered, failed, refused] = lines.map((line) => JSON.parse(line));
  expect(answered).toMatchObject({
    milliseconds: 12,
    app_check: 'missing',
    verdicts: { accepted: 1, rejected: 1 },
    results: [{ event_id: event.event_id, status: 'accepted' }, { event_id: 'malformed' }],
  });
  expect(failed).toMatchObject({ name: 'Error', code: 'not-found', at: expect.arrayContaining([expect.any(String)]) });
  expect(refused).toEqual({ message: 'refused', status: 400, code: 'malformed' });
  expect(lines.join()).not.toMatch(/claire|812345678|Bank/i);
});
