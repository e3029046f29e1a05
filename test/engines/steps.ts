import assert from 'node:assert/strict';
import type { Sink } from '../support/sink.js';
import type { Engine, Tab } from './engine.js';

/** What a step has around it: an origin of its own, and a way to open its pages. */
export interface Around {
  readonly sink: Sink;
  readonly setOffline: Engine['setOffline'];
  open(path?: string): Promise<Tab>;
}

const IDENTIFY = `await crm.identify({ email: 'ana@example.com' });`;
const EMIT_20 = (prefix: string) => `await Promise.all(Array.from({ length: 20 }, (_, i) => emit('${prefix}-' + i)));`;

/** What every engine has to hold, each a fact. */
export const STEPS: Readonly<Record<string, (around: Around) => Promise<void>>> = {
  'script tag: one line is a whole integration': async ({ sink, open }) => {
    const tab = await open();
    await tab.run(`${IDENTIFY} await emit('one');`);
    await verdict(tab, 'one', 'accepted');
    assert.equal(sink.stored.size, 1);
    assert.equal(sink.log[0]!.events[0]!.lead.email, 'ana@example.com');
  },

  'emit: each of the four calls is durable on the device, and accepted': async ({ sink, open }) => {
    const tab = await open();
    const persistence = await tab.run(`${IDENTIFY}
      const audit = { visa_type: 'DTV', audit_status: 'VALID', confidence_score: 85, issues: [], missing_docs: [], ready_for_payment: true };
      const summary = { executive_summary: 'Fine.', strengths: [], weaknesses: [], action_plan: [], visa_score: 85 };
      const booked = { provider: 'CALENDLY', event_uri: 'https://calendly.com/e/1', location: '',
        start_time: '2027-01-01T10:00:00.000Z', end_time: '2027-01-01T10:30:00.000Z' };
      await crm.auditCompleted(audit, { sourceId: 's' });
      await crm.chatSummarized(summary, { sourceId: 's' });
      await crm.appointmentBooked(booked, { sourceId: 's' });
      await emit('s');
      return crm.status().persistence;`);
    assert.equal(persistence, 'indexeddb');
    await until(async () => assert.equal(await tab.run('return crm.status().delivered'), 4));
    assert.deepEqual(types(sink), ['APPOINTMENT_BOOKED', 'AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED']);
  },

  'bad event: the call is rejected with the field at fault, and nothing is queued': async ({ sink, open }) => {
    const tab = await open();
    const [name, path, queued] = await tab.run<unknown[]>(`${IDENTIFY}
      const error = await crm.callRequested({ reason: 'x', visa_type: 'DTV', user_stage: 's', notes: 5 }).catch((error) => error);
      return [error.name, error.issues[0].path, crm.status().queued];`);
    assert.deepEqual([name, path, queued], ['CrmValidationError', 'payload.notes', 0]);
    await pause(500);
    assert.equal(sink.requests.length, 0);
  },

  'persist: what a dead server has not taken arrives after a reload, once': async ({ sink, open }) => {
    sink.otherwise = { status: 503 };
    const tab = await open();
    const emitted = await tab.run<string[]>(`${IDENTIFY} ${EMIT_20('kept')} return emitted;`);
    await tab.reload();
    await until(async () => assert.equal(await tab.run('return crm.status().queued'), 20));
    sink.otherwise = 'ok';
    await once(sink, emitted);
  },

  'offline, then online: nothing is lost, and nobody has to press anything': async ({ sink, open, setOffline }) => {
    const tab = await open();
    await tab.run(IDENTIFY);
    if (setOffline) await setOffline(tab, true);
    else await sink.stop();
    const emitted = await tab.run<string[]>(`${EMIT_20('offline')} return emitted;`);
    await until(async () => assert.equal(await tab.run('return crm.status().lastError?.code'), 'network'));
    assert.equal(sink.stored.size, 0);
    if (setOffline) await setOffline(tab, false);
    else {
      await sink.start();
      await tab.run(`dispatchEvent(new Event('online'));`);
    }
    await once(sink, emitted);
  },

  'two tabs: the events of both are sent once each, and each tab learns its verdicts': async ({ sink, open }) => {
    const tabs = [await open(), await open()];
    await tabs[0]!.run(IDENTIFY);
    const emitted = await Promise.all(
      tabs.map((tab, i) => tab.run<string[]>(`${EMIT_20(`tab-${i}`)} return emitted;`)),
    );
    await once(sink, emitted.flat());
    for (const tab of tabs)
      await until(async () => assert.equal(await tab.run('return Object.keys(verdicts).length'), 20));
  },

  'retry: a 503, a cut answer and a lost one end as one event, with a verdict': async ({ sink, open }) => {
    sink.script = [{ status: 503 }, 'reset', 'lost'];
    const tab = await open();
    await tab.run(`${IDENTIFY} await emit('again');`);
    await verdict(tab, 'again', 'duplicate');
    assert.equal(sink.requests.length, 4);
    assert.equal(sink.stored.size, 1);
  },

  'retry: a dead letter is kept over a reload, and sent again when it is asked for': async ({ sink, open }) => {
    sink.refuse.add('call:refused');
    const tab = await open();
    await tab.run(`${IDENTIFY} await emit('refused');`);
    await verdict(tab, 'refused', 'rejected');
    await tab.reload();
    sink.refuse.clear();
    await tab.run(`const [{ eventId }] = await crm.rejected(); await crm.retry(eventId);`);
    await until(() => assert.equal(sink.stored.size, 1));
    await until(async () =>
      assert.deepEqual(await tab.run('return [crm.status().rejected, crm.status().queued]'), [0, 0]),
    );
  },

  'stub: calls before the file run in order when it arrives, and are answered': async ({ sink, open }) => {
    const tab = await open('/stub');
    await verdict(tab, 'second', 'accepted');
    const [emitted, faults] = await tab.run<string[][]>('return [emitted, faults.splice(0)]');
    assert.deepEqual(
      sink.log.flatMap(({ events }) => events.map((event) => event.event_id)),
      emitted,
    );
    assert.deepEqual(faults, ['payload.reason']);
  },

  'stub: a file that never arrives throws nothing': async ({ open }) => {
    const tab = await open('/never');
    await pause(500);
    assert.equal(await tab.run('return emitted.length'), 0);
  },

  'CSP: a page that allows its own scripts and connections, and nothing else, has nothing to report': async ({
    sink,
    open,
  }) => {
    const tab = await open('/strict');
    await tab.run(`${IDENTIFY} await emit('strict');`);
    await verdict(tab, 'strict', 'accepted');
    assert.equal(sink.stored.size, 1);
  },
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tries until it does not throw; the last error is the step's. */
async function until(hold: () => unknown, within = 20_000): Promise<void> {
  const end = Date.now() + within;
  for (;;) {
    try {
      return void (await hold());
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(50);
    }
  }
}

const verdict = (tab: Tab, sourceId: string, status: string) =>
  until(async () => assert.equal(await tab.run(`return verdicts['${sourceId}']?.status`), status));

const types = (sink: Sink) => sink.log.flatMap(({ events }) => events.map(({ type }) => type)).sort();

/** The sink gets exactly these events, and none a second time, also a moment later. */
async function once(sink: Sink, ids: readonly string[]): Promise<void> {
  await until(() => assert.deepEqual([...sink.stored.keys()].sort(), ids.toSorted()));
  await pause(500);
  assert.deepEqual([...sink.stored.keys()].sort(), ids.toSorted());
  assert.equal(sink.resent.size, 0);
}
