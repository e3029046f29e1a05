import type { EventType } from '../schema/event-id.js';
import { utf8 } from '../schema/sha256.js';
import { broadcastChannel, type News } from './channel.js';
import { checkContact, compose, freshId } from './compose.js';
import type { Crm } from './crm.js';
import { deadLetter } from './dead-letter.js';
import { entryOf } from './entry.js';
import { envelope } from './envelope.js';
import { createFlush, TAKEN } from './flush.js';
import { type Identity, identityStore } from './identity.js';
import { webLock } from './lock.js';
import { type CrmOptions, DEFAULT_LIMITS, type EmitOptions } from './options.js';
import {
  type Change,
  createOutbox,
  type DropCode,
  dropped,
  type Ending,
  type Entry,
  idOf,
  type State,
} from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { createPump } from './pump.js';
import { openReceipts, type Receipt } from './receipts.js';
import { listen } from './signals.js';
import { statusBoard } from './status.js';
import { fetchTransport, waiting } from './transport.js';

const DAY = 86_400_000;
/** Builds a client of its own; `createCrm` gives one per site and page. Opens the database at once. */
export function buildClient(options: CrmOptions): Crm {
  if (!options.siteId || !options.endpoint) console.error('[crm] siteId or endpoint is missing');
  const name = `siam-crm:${options.siteId}`;
  const limits = { ...DEFAULT_LIMITS, ...options.outbox };
  const granted = () => facts.consent === 'granted';
  const identity = identityStore(name, () => granted());
  const { facts, changed, snapshot, subscribe } = statusBoard(
    options.consent ?? 'granted',
    () => !!identity.who().lead,
  );
  /** Whether the device may be read and written: with consent, and to purge it when that is withdrawn. */
  let mayStore = granted();
  /** Bytes in the outbox, as far as this tab knows. */
  let bytes = 0;
  let last = 0;
  /** The time, always later than before: the order of calls and visitors, also on a clock that is set back. */
  const tick = () => (last = Math.max(Date.now(), Math.max(last, identity.who().since) + 0.001));

  const outbox = createOutbox(
    indexedDbDisk(name),
    () => mayStore,
    (persistence, persistenceReason) => {
      if (persistence === facts.persistence) return;
      facts.persistence = persistence;
      facts.persistenceReason = persistenceReason;
      changed();
    },
  );
  const receipts = openReceipts();

  /** Counts how events ended and tells whoever waits for it, here and in the other tabs. */
  const tell = (news: News) => {
    for (const [key, verdict] of news) {
      const taken = TAKEN[verdict.status];
      if (taken) facts.delivered++;
      if (verdict.status === 'dropped') {
        const code = verdict.code as DropCode; // it is one where the status is this
        facts.dropped = { ...facts.dropped, [code]: (facts.dropped[code] ?? 0) + 1 };
      }
      if (!taken || options.debug) console[taken ? 'debug' : 'error']('[crm]', key, verdict);
      receipts.fulfil(key, verdict);
    }
    changed();
    channel.announce(news);
  };
  /** Ends entries: the outbox keeps what the ingest refused as dead letters, and forgets the others. */
  const settle = async (endings: readonly Ending[]) => {
    if (!endings[0]) return;
    await outbox.save(
      endings.map(([entry, verdict]) => [
        entry.key,
        TAKEN[verdict.status] === false ? { ...entry, state: 'rejected', verdict } : undefined,
      ]),
    );
    tell(endings.map(([entry, verdict]) => [entry.key, verdict]));
  };

  /**
   * Goes through the outbox, with what other tabs and earlier pages have left there: ends what was held for a former
   * visitor or is older than `oldest`, gives held events to the lead where it `claims`, counts the rest. Answers what is to be sent.
   */
  const review = async (claims = false, oldest = 0) => {
    const endings: Ending[] = [];
    const claimed: Change[] = [];
    const found: Record<State, Entry[]> = { queued: [], held: [], rejected: [] };
    const entries = await outbox.load();
    // Asked after the outbox: who logs out meanwhile must not leave their name to the next visitor's events.
    const { since, lead } = identity.who();
    const first = { queued: oldest, held: Math.max(oldest, since), rejected: 0 };
    bytes = 0;
    for (let entry of entries) {
      const held = entry.state === 'held';
      if (entry.at < first[entry.state]) endings.push([entry, dropped(held ? 'never_identified' : 'expired')]);
      else {
        if (held && claims && lead) {
          const json = JSON.stringify({ ...JSON.parse(entry.json), lead });
          entry = { ...entry, state: 'queued', json, bytes: utf8(json).length };
          claimed.push([entry.key, entry]);
        }
        found[entry.state].push(entry);
        bytes += entry.bytes;
      }
    }
    for (const state of ['queued', 'held', 'rejected'] as const) facts[state] = found[state].length;
    changed();
    await settle(endings);
    await outbox.save(claimed);
    return found.queued;
  };
  const transport = fetchTransport(options.endpoint);
  const flush = createFlush(
    async (events, keepalive) => {
      const body = await envelope(options.siteId, options.appCheckToken, events);
      // Consent may have been withdrawn in the meantime.
      return granted() ? transport(body, keepalive) : waiting('consent_denied');
    },
    settle,
    (inFlight) => {
      facts.inFlight = inFlight;
      changed();
    },
  );
  const lock = webLock(name);
  const attempt = async () => {
    await outbox.promote();
    return flush(await review(true), false);
  };
  const pump = createPump(
    async () => {
      // A page rendered on a server has nobody to send for.
      const outcome = await (granted() && globalThis.document ? lock(attempt) : review().then(() => 'empty' as const));
      // Only after one more attempt has failed: a clock that jumps ahead loses nothing.
      if (typeof outcome === 'object') await review(false, Date.now() - limits.maxAgeDays * DAY);
      return outcome;
    },
    (outcome, nextAttemptAt) => {
      facts.nextAttemptAt = nextAttemptAt;
      // A reply that makes us wait is why; anything else that was learned makes an end of it.
      if (typeof outcome === 'object') {
        const { code, message } = outcome;
        facts.lastError = { code, message, at: Date.now() };
      } else if (outcome) facts.lastError = undefined;
      changed();
    },
  );

  const channel = broadcastChannel(name, (news) => {
    for (const [key, verdict] of news) receipts.fulfil(key, verdict);
    void review().then(pump.nudge);
  });
  const stopListening = listen(
    () => {
      channel.enter();
      void pump.wake();
    },
    (gone) => {
      if (granted()) void flush(receipts.pending(), true).then(pump.nudge);
      // An open one would cost the page its back/forward cache.
      if (gone) channel.leave();
    },
  );

  const emit =
    (type: EventType, newId?: () => string) =>
    async (payload: unknown, given?: Partial<EmitOptions>): Promise<Receipt> => {
      const all = { sourceId: newId?.(), ...given };
      const { eventId, event } = compose(type, payload, all, options, identity.who().lead);
      const drop = (code: DropCode): Receipt => {
        tell([[eventId, dropped(code)]]);
        return { eventId, delivered: Promise.resolve(dropped(code)) };
      };
      if (!event) return drop('dropped_by_page');
      if (facts.consent === 'denied') return drop('consent_denied');
      const entry = entryOf(event, tick());
      if (facts.queued + facts.held + facts.rejected >= limits.maxEvents || bytes + entry.bytes > limits.maxBytes)
        return drop('outbox_full');
      const delivered = receipts.expect(entry);
      facts[entry.state]++;
      bytes += entry.bytes;
      changed();
      await outbox.save([[entry.key, entry]]);
      pump.nudge();
      return { eventId, delivered };
    };

  const setIdentity = (next: Identity) => {
    identity.become(next);
    changed();
    channel.announce([]);
    pump.nudge();
  };
  const deadLetters = async (eventId?: string) =>
    (await outbox.load()).filter((entry) => entry.state === 'rejected' && (!eventId || idOf(entry) === eventId));
  const bury = (act: (found: Entry[]) => Promise<unknown>) => async (eventId: string) => {
    const found = await deadLetters(eventId);
    await act(found);
    await review().then(pump.nudge);
    return !!found[0];
  };
  if (globalThis.document) channel.enter();
  void review().then(pump.nudge);

  return {
    async identify(contact) {
      setIdentity({ ...identity.who(), lead: checkContact(contact) });
    },
    auditCompleted: emit('AUDIT_COMPLETED'),
    callRequested: emit('CALL_REQUESTED', freshId),
    chatSummarized: emit('CHAT_SUMMARIZED'),
    appointmentBooked: emit('APPOINTMENT_BOOKED'),
    flush: pump.wake,
    status: snapshot,
    subscribe,
    rejected: async () => (await deadLetters()).map(deadLetter),
    retry: bury((found) =>
      outbox.save(found.map((entry) => [entry.key, { ...entry, state: 'queued', verdict: undefined }])),
    ),
    discard: bury((found) => settle(found.map((entry) => [entry, dropped('discarded')]))),
    async setConsent(next) {
      facts.consent = next;
      setIdentity(next === 'denied' ? { since: tick() } : identity.who());
      mayStore = next !== 'pending';
      if (next === 'denied') await settle((await outbox.load()).map((entry) => [entry, dropped('consent_denied')]));
      mayStore = granted();
      await outbox.promote();
      await review();
    },
    async reset() {
      setIdentity({ since: tick() });
      await review();
    },
    close() {
      stopListening();
      channel.leave();
      pump.stop();
    },
  };
}
