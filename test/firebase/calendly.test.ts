import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signatureOf } from '../../local/calendly-webhook.js';
import { appointmentOf } from '../../src/calendly/appointment.js';
import { calendlyHandler } from '../../src/firebase/calendly-http.js';
import { calendlyLog } from '../../src/firebase/log.js';
import { firestoreStore } from '../../src/firebase/store.js';
import { ingest } from '../../src/ingest/ingest.js';
import type { Fields, Store } from '../../src/ingest/ports.js';
import { eventId } from '../../src/schema/event-id.js';
import { bookingOf, canceled, created, ID, TABLE } from '../calendly/webhooks.js';
import { booking as bookedByPage, day, envelopeOf } from '../ingest/wire-events.js';
import { type Emulated, startEmulated } from './emulated.js';

const KEY = 'the key of the tests';
const NOW = new Date(day(3));
const silent = { info: () => {}, warn: () => {}, error: () => {} };

let emulated: Emulated;
let store: Store;
beforeAll(async () => {
  emulated = await startEmulated();
  store = firestoreStore(emulated.session);
});
afterAll(() => emulated?.stop());
beforeEach(() => emulated.clear());

/** Posts to the endpoint on real rules; answers status and what became of each event. */
async function post(body: object | string, signature?: string) {
  const handle = calendlyHandler({
    ingest: (envelope, receivedAt) => ingest(envelope, receivedAt, { store }),
    signingKeys: [KEY],
    tolerance: 300,
    eventTypes: TABLE,
    now: () => NOW,
    log: calendlyLog(silent),
  });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'calendly-webhook-signature': signature ?? signatureOf(text, KEY, NOW) };
  const response = await handle(new Request('https://ingest.invalid/', { method: 'POST', headers, body: text }));
  const { results = [] } = (await response.json()) as { results?: { status: string }[] };
  return [response.status, ...results.map(({ status }) => status)];
}
const fromPage = async () => {
  const page = bookedByPage(ID, { at: day(0, 700), payload: appointmentOf(created().payload.scheduled_event) });
  const { results } = await ingest(envelopeOf([page], { sent_at: day(3) }), day(3), { store });
  return results.map(({ status }) => status);
};
const documents = async (pattern: RegExp): Promise<Fields[]> =>
  Object.entries(await emulated.documents()).flatMap(([path, document]) => (pattern.test(path) ? [document] : []));
const theCase = async () => (await documents(/^cases\/[^/]+$/))[0]!;

describe('on the real rules', () => {
  test('a webhook, its replay, a forged, an old and a cut one, and the page’s own event leave exactly one event', async () => {
    const text = JSON.stringify(created());
    expect(await post(text)).toEqual([200, 'accepted']);
    expect(await post(text)).toEqual([200, 'duplicate']);
    expect(await post(text, signatureOf(text, 'another key', NOW))).toEqual([401]);
    expect(await post(text, signatureOf(text, KEY, new Date(NOW.getTime() - 3600_000)))).toEqual([401]);
    expect(await post(text.slice(0, -40), signatureOf(text, KEY, NOW))).toEqual([401]);
    expect(await fromPage()).toEqual(['duplicate']);
    const events = await documents(/\/events\//);
    expect(events.map(({ event_id }) => event_id)).toEqual([eventId('CALENDLY', `appointment:${ID}`)]);
    expect(await documents(/\/conflicts\//)).toEqual([]);
    expect(await theCase()).toMatchObject({ status: 'CALL_SCHEDULED', next_action_at: day(9), intent: 'DTV' });
    expect((await documents(/^leads\//))[0]).toMatchObject({ source: 'CALENDLY', phone: '+14045551234' });
  });
  test('the page’s own event first makes the webhook a duplicate', async () => {
    expect(await fromPage()).toEqual(['accepted']);
    expect(await post(created())).toEqual([200, 'duplicate']);
    expect(await documents(/\/events\//)).toHaveLength(1);
  });
  test('many webhooks of one booking at once leave one event', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(created())));
    expect(answers.map((answer) => answer.join(' ')).sort()).toEqual([
      '200 accepted',
      ...Array(7).fill('200 duplicate'),
    ]);
  });
  test('a booking that is moved moves the next action; canceled, it is due at once', async () => {
    const moved = bookingOf({ created_at: day(1), start_time: day(20), end_time: day(20, 1000) }, 'MOVED');
    await post(created());
    expect(await post(canceled(bookingOf(), { rescheduled: true }))).toEqual([200]);
    expect(await post(created(moved))).toEqual([200, 'accepted']);
    expect(await theCase()).toMatchObject({ next_action_at: day(20), next_action_by: 'calendly' });
    expect(await post(canceled(moved))).toEqual([200, 'duplicate', 'accepted']);
    expect(await post(canceled(moved))).toEqual([200, 'duplicate', 'duplicate']);
    expect(await theCase()).toMatchObject({ next_action_at: day(2), next_action_by: 'calendly' });
  });
  test('a cancellation that comes before its booking leaves the same case', async () => {
    expect(await post(canceled())).toEqual([200, 'accepted', 'accepted']);
    expect(await post(created())).toEqual([200, 'duplicate']);
    expect(await theCase()).toMatchObject({ next_action_at: day(2), status: 'CALL_SCHEDULED' });
  });
  test('what an agent has set stays through booking and cancellation', async () => {
    await post(created());
    const mine = { next_action_at: day(5), next_action_by: 'agent-1' };
    await emulated.edit(`cases/${(await theCase()).case_id}`, mine, { handled_at: day(1), status_at: day(1) });
    expect(await post(canceled())).toEqual([200, 'duplicate', 'accepted']);
    expect(await theCase()).toMatchObject({ ...mine, waiting_since: day(2) });
  });
});
