import { nanoid } from 'nanoid';
import type { EventType } from '../schema/event-id.js';
import { sha256, utf8 } from '../schema/sha256.js';
import { broadcastChannel, type News } from './channel.js';
import { checkContact, compose } from './compose.js';
import { connect } from './connection.js';
import type { Crm, RejectedEvent } from './crm.js';
import { createFlush, isDelivery, isRefusal } from './flush.js';
import { identityStore } from './identity.js';
import { webLock } from './lock.js';
import { type CrmOptions, DEFAULT_LIMITS, type EmitOptions } from './options.js';
import { createOutbox, type DropCode, type Ending, type Entry, idOf, type Verdict } from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { createPump } from './pump.js';
import { openReceipts, type Receipt } from './receipts.js';
import { listen } from './signals.js';
import { statusStore } from './status.js';
import { fetchTransport } from './transport.js';
import type { LeadContact } from './validators.gen.js';

declare const __VERSION__: string;

const DAY = 86_400_000;
/** How long a request waits for its App Check token, ms. */
const TOKEN_DEADLINE = 5000;
const patience = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms));

/** Builds a client of its own; `createCrm` gives one per site and page. `closed` is called by `close`. */
export function buildClient(options: CrmOptions, closed: () => void): Crm {
  const { siteId } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.outbox };
  const name = `siam-crm:${siteId}`;
  let consent = options.consent ?? 'granted';
  const granted = () => consent === 'granted';
  /** Whether the device may be read and written: with consent, and to purge it when that is withdrawn. */
  let mayStore = granted();
  /** What is in the outbox, as far as this tab knows. */
  let events = 0;
  let bytes = 0;

  const identity = identityStore(name, granted);
  let last = 0;
  /** The time, always later than before: the order of calls and visitors, also on a clock that is set back. */
  const tick = () => (last = Math.max(Date.now(), Math.max(last, identity.get().since) + 0.001));

  const status = statusStore({
    persistence: granted() ? 'opening' : 'memory',
    consent,
    identified: !!identity.get().lead,
    queued: 0,
    held: 0,
    inFlight: 0,
    rejected: 0,
    delivered: 0,
    dropped: {},
    locks: !!globalThis.navigator?.locks,
  });
  const outbox = createOutbox(
    indexedDbDisk(connect(name)),
    () => mayStore,
    (persistence, persistenceReason) => status.set({ persistence, persistenceReason }),
  );
  const receipts = openReceipts();

  /** Counts how events ended and tells whoever waits for it, here and in the other tabs. */
  const tell = (news: News) => {
    for (const [key, verdict] of news) {
      const { delivered, dropped } = status.get();
      const code = verdict.code as DropCode; // where it is dropped
      const taken = isDelivery(verdict);
      if (taken) status.set({ delivered: delivered + 1 });
      else if (verdict.status === 'dropped') status.set({ dropped: { ...dropped, [code]: (dropped[code] ?? 0) + 1 } });
      if (!taken || options.debug) console[taken ? 'debug' : 'error'](`[crm] event ${key}`, verdict);
      receipts.close(key, verdict);
    }
    channel.post(news);
  };
  /** Ends entries: the outbox keeps what the ingest refused as dead letters, and forgets the others. */
  const settle = async (endings: readonly Ending[]) => {
    if (!endings.length) return;
    await outbox.write(
      endings.map(([entry, verdict]) => [
        entry.key,
        isRefusal(verdict) ? { ...entry, state: 'rejected', verdict } : undefined,
      ]),
    );
    for (const [{ state }] of endings) status.set({ [state]: Math.max(0, status.get()[state] - 1) });
    tell(endings.map(([entry, verdict]) => [entry.key, verdict]));
  };

  /**
   * Goes through the outbox, with what other tabs and earlier pages have left there: ends the entries for which there is
   * a reason, and what was held for a former visitor; gives held events to `lead`; counts the rest.
   * Answers whether anything ended.
   */
  const review = async (reason: (entry: Entry) => DropCode | false | undefined = () => false, lead?: LeadContact) => {
    const { since } = identity.get();
    const endings: Ending[] = [];
    const claimed: [string, Entry][] = [];
    const counts = { queued: 0, held: 0, rejected: 0 };
    events = bytes = 0;
    for (let entry of await outbox.read()) {
      const held = entry.state === 'held';
      const code = reason(entry) || (held && entry.at < since && 'never_identified');
      if (code) endings.push([entry, { status: 'dropped', code }]);
      else if (held && lead) {
        const json = `${entry.json.slice(0, -1)},"lead":${JSON.stringify(lead)}}`;
        entry = { ...entry, state: 'queued', json, bytes: utf8(json).length };
        claimed.push([entry.key, entry]);
      }
      counts[entry.state]++;
      events++;
      bytes += entry.bytes;
    }
    status.set({ ...counts, identified: !!identity.get().lead });
    await settle(endings);
    await outbox.write(claimed);
    return endings.length > 0;
  };

  const envelope = async (events: readonly string[]) => {
    let app_check: string | undefined;
    try {
      app_check = await Promise.race([options.appCheckToken?.(), patience(TOKEN_DEADLINE)]);
    } catch {
      // Without a token the ingest decides; the outbox keeps what it does not admit.
    }
    const head = { v: 1, site_id: siteId, sent_at: new Date().toISOString(), sdk: __VERSION__, app_check };
    return `${JSON.stringify(head).slice(0, -1)},"events":[${events}]}`;
  };
  const transport = fetchTransport(options.endpoint);
  const flush = createFlush(
    outbox.read,
    // Consent may have been withdrawn while the request was made ready.
    async (body, keepalive) =>
      granted() ? transport(body, keepalive) : { code: 'consent_denied', message: '', retryAfter: 0 },
    envelope,
    settle,
    (inFlight) => status.set({ inFlight }),
  );
  const lock = webLock(name);
  const attempt = async () => {
    await outbox.promote();
    const outcome = await flush.batch();
    if (outcome !== 'empty') return outcome;
    await review(undefined, identity.get().lead);
    return flush.batch();
  };
  const pump = createPump(
    async () => {
      // A page rendered on a server has nobody to send for.
      const may = granted() && globalThis.document;
      const outcome = may ? await lock(attempt) : 'empty';
      const oldest = Date.now() - limits.maxAgeDays * DAY;
      if (!may) await review();
      // Only after one more attempt has failed: a clock that jumps ahead loses nothing.
      else if (typeof outcome === 'object')
        await review(
          ({ at, state }) => at < oldest && state !== 'rejected' && (state === 'held' ? 'never_identified' : 'expired'),
        );
      return outcome ?? 'busy';
    },
    (outcome, nextAttemptAt) => {
      status.set({ nextAttemptAt });
      if (typeof outcome === 'object') {
        const { code, message } = outcome;
        status.set({ lastError: { code, message: message.slice(0, 200), at: Date.now() } });
      } else if (outcome && outcome !== 'busy') status.set({ lastError: undefined });
    },
  );

  const channel = broadcastChannel(name, (news) => {
    for (const [key, verdict] of news) receipts.close(key, verdict);
    void review().then(pump.nudge);
  });
  const stopListening = listen(
    async () => {
      channel.open();
      await review();
      if (status.get().queued) await pump.wake();
    },
    () => {
      if (granted()) void flush.lastCall(receipts.entries()).then(pump.nudge);
    },
    channel.close,
  );

  const emit =
    (call: string, type: EventType) =>
    async (payload: unknown, given?: Partial<EmitOptions>): Promise<Receipt> => {
      const { eventId, event } = compose(call, type, payload, given, options, identity.get().lead);
      const drop = (code: DropCode): Receipt => {
        const verdict: Verdict = { status: 'dropped', code };
        tell([[eventId, verdict]]);
        return { eventId, delivered: Promise.resolve(verdict) };
      };
      if (!event) return drop('dropped_by_page');
      if (consent === 'denied') return drop('consent_denied');
      const json = JSON.stringify(event);
      const size = utf8(json).length;
      if (events >= limits.maxEvents || bytes + size > limits.maxBytes) return drop('outbox_full');
      events++;
      bytes += size;
      // The content of contract §4: times do not count.
      const content = JSON.stringify([event.payload, event.summary, event.lead?.email]);
      const state = event.lead ? 'queued' : 'held';
      const key = `${eventId}~${sha256(content).slice(0, 16)}`;
      const entry: Entry = { v: 1, key, state, at: tick(), bytes: size, json };
      const delivered = receipts.open(entry);
      status.set({ [state]: status.get()[state] + 1 });
      await outbox.write([[key, entry]]);
      pump.nudge();
      return { eventId, delivered };
    };

  const setIdentity: typeof identity.set = (next) => {
    identity.set(next);
    status.set({ identified: !!next.lead });
    channel.post([]);
    pump.nudge();
    return outbox.write([]);
  };
  const deadLetters = async (eventId?: string) =>
    (await outbox.read('rejected')).filter((entry) => !eventId || idOf(entry) === eventId);

  const callRequested = emit('callRequested', 'CALL_REQUESTED');
  if (globalThis.document) channel.open();
  const ready = review().then(pump.nudge);

  return {
    async identify(contact) {
      setIdentity({ ...identity.get(), lead: checkContact(contact) });
    },
    auditCompleted: emit('auditCompleted', 'AUDIT_COMPLETED'),
    callRequested: (payload, given) => callRequested(payload, { sourceId: nanoid(), ...given }),
    chatSummarized: emit('chatSummarized', 'CHAT_SUMMARIZED'),
    appointmentBooked: emit('appointmentBooked', 'APPOINTMENT_BOOKED'),
    async flush() {
      await ready;
      await outbox.write([]);
      await pump.wake();
    },
    status: status.get,
    subscribe: status.subscribe,
    rejected: async () =>
      (await deadLetters()).map((entry) => ({
        ...(entry.verdict as Pick<RejectedEvent, 'status' | 'code' | 'issues'>), // a dead letter has its verdict
        eventId: idOf(entry),
        event: JSON.parse(entry.json),
        at: entry.at,
      })),
    async retry(eventId) {
      const found = await deadLetters(eventId);
      await outbox.write(found.map(({ verdict, ...entry }) => [entry.key, { ...entry, state: 'queued' }]));
      await review().then(pump.nudge);
      return found.length > 0;
    },
    discard: (eventId) => review((entry) => entry.state === 'rejected' && idOf(entry) === eventId && 'discarded'),
    async setConsent(next) {
      consent = next;
      const { lead } = identity.get();
      setIdentity(lead && next !== 'denied' ? { ...identity.get(), lead } : { since: tick() });
      await outbox.write([]);
      mayStore = next !== 'pending';
      if (next === 'denied') await review(() => 'consent_denied');
      mayStore = granted();
      status.set({ consent, persistence: mayStore ? 'opening' : 'memory' });
      await outbox.promote();
    },
    async reset() {
      setIdentity({ since: tick() });
      await outbox.write([]);
      await review();
    },
    close() {
      stopListening();
      channel.close();
      pump.stop();
      closed();
    },
  };
}
