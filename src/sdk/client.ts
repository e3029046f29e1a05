import type { EventType } from '../schema/event-id.js';
import { syncLater } from './background-sync.js';
import { broadcastChannel, type News, newsOf } from './channel.js';
import { checkConsent, checkContact, compose, type Given, snapshot } from './compose.js';
import type { Crm } from './crm.js';
import { deadLetter } from './dead-letter.js';
import { entryOf } from './entry.js';
import { envelope } from './envelope.js';
import { createFlush } from './flush.js';
import { freshId } from './fresh-id.js';
import { type Identity, identityStore } from './identity.js';
import { webLock } from './lock.js';
import { type CrmOptions, DEFAULT_LIMITS, type EmitOptions } from './options.js';
import {
  changesOf,
  createOutbox,
  type DropCode,
  dropped,
  type Ending,
  type Entry,
  idOf,
  type State,
  TAKEN,
} from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { createPump } from './pump.js';
import { openReceipts, type Receipt } from './receipts.js';
import { listen } from './signals.js';
import { statusBoard } from './status.js';
import { fetchTransport, waiting } from './transport.js';
import { triage } from './triage.js';

const DAY = 86_400_000;

/** Builds a client of its own; `createCrm` gives one per site and page. Opens the database at once. */
export function buildClient(options: CrmOptions): Crm {
  if (!options.siteId || !options.endpoint) console.error('[crm] siteId or endpoint is missing');
  const name = `siam-crm:${options.siteId}`;
  const limits = { ...DEFAULT_LIMITS, ...options.outbox };
  const oldest = () => Date.now() - limits.maxAgeDays * DAY;
  const identity = identityStore(name, () => granted());
  const { facts, changed, status, subscribe } = statusBoard(options.consent ?? 'granted', () => !!identity.who().lead);
  const granted = () => facts.consent === 'granted';
  /** Bytes in the outbox, as far as this tab knows. */
  let bytes = 0;
  /** When the last event was emitted, epoch ms. */
  let last = 0;
  /** Whether other tabs may have told verdicts that this one has not heard. */
  let missedNews = false;

  const outbox = createOutbox(
    indexedDbDisk(name),
    // Where consent is denied, there is something to purge at most.
    () => facts.consent !== 'pending',
    (persistence, persistenceReason) => changed({ persistence, persistenceReason }),
  );
  const receipts = openReceipts();

  /** Counts how events ended and tells whoever waits for it here. */
  const tell = (news: News) => {
    for (const [key, verdict] of news) {
      const taken = TAKEN[verdict.status];
      if (taken) facts.delivered++;
      else if (taken === undefined) {
        const code = verdict.code as DropCode; // it was dropped, then
        facts.dropped = { ...facts.dropped, [code]: (facts.dropped[code] ?? 0) + 1 };
      }
      if (!taken || options.debug) console[taken ? 'debug' : 'error']('[crm]', key, verdict);
    }
    receipts.fulfil(news);
    changed();
  };
  /** Ends entries: once that is kept, it is told here and in the other tabs. */
  const settle = async (endings: readonly Ending[]) => {
    if (!endings[0]) return;
    await outbox.save(changesOf(endings));
    const news = newsOf(endings);
    tell(news);
    channel.announce(news);
  };

  /**
   * Goes through the outbox, with what other tabs and earlier pages have left there: ends what may not be kept, gives
   * held events to the lead where it `claims`, counts the rest and answers it.
   */
  const review = async (claims?: boolean, missed?: readonly Entry[]) => {
    const kept = await outbox.load();
    // Asked after the outbox: who logs out meanwhile must not leave their name to the next visitor's events.
    const [found, endings, changes, size] = triage(kept, identity.who(), facts.consent, oldest(), claims, missed);
    bytes = size;
    for (const state in found) facts[state as State] = found[state as State].length; // it has these keys
    receipts.fulfil(found.rejected.map(({ key, verdict }) => [key, verdict!])); // a dead letter has one
    changed();
    const saved = outbox.save(changes);
    await settle(endings);
    await saved;
    return found;
  };
  const transport = fetchTransport(options.endpoint);
  const flush = createFlush(
    async (events, keepalive) => {
      const { visitor } = identity.who();
      const body = await envelope(options.siteId, options.appCheckToken, events);
      // Consent may have been withdrawn in the meantime, and even given again: by another visitor, so to say.
      return granted() && visitor === identity.who().visitor ? transport(body, keepalive) : waiting('consent_denied');
    },
    settle,
    (inFlight) => changed({ inFlight }),
    oldest,
  );
  const lock = webLock(name);
  const attempt = async () => {
    // Where no channel opens there is never any news.
    const missed = channel.enter() || missedNews;
    missedNews = false;
    const outcome = await flush((await review(true, missed ? receipts.pending() : undefined)).queued);
    const failed = typeof outcome === 'object';
    // What was sent on leaving is not asked for again before it has failed.
    missedNews ||= missed && (failed || facts.inFlight > 0);
    // Something may have been settled before the trouble. Otherwise the pump has us look again.
    if (failed) await review();
    return outcome;
  };
  const pump = createPump(
    // A page rendered on a server has nobody to send for.
    () => (granted() && globalThis.document ? lock(attempt) : review().then(() => 'empty')),
    (outcome, nextAttemptAt) => {
      // A reply that makes us wait is why; anything else that was learned makes an end of it.
      if (typeof outcome === 'object')
        facts.lastError = { code: outcome.code, message: outcome.message, at: Date.now() };
      else if (outcome) facts.lastError = undefined;
      changed({ nextAttemptAt });
    },
  );
  let looking: Promise<void> | undefined;
  /** Looks for what there is to do, once for all who want it meanwhile. */
  const look = () =>
    (looking ??= review().then(() => {
      looking = undefined;
      pump.nudge();
    }));

  const channel = broadcastChannel(name, (news) => {
    receipts.fulfil(news);
    void look();
  });
  const stopListening = listen(
    () => {
      missedNews = channel.enter() || missedNews;
      void pump.wake();
    },
    (gone) => {
      const own = receipts.pending().filter(({ state }) => state === 'queued');
      if (granted()) void flush(own, true).then(pump.learn);
      if (facts.queued) void syncLater(name);
      // An open one would cost the page its back/forward cache.
      if (gone) channel.leave();
    },
  );

  const emit =
    (type: EventType, newId?: () => string) =>
    async (payload: unknown, accompanying?: Partial<EmitOptions>): Promise<Receipt> => {
      const { visitor, lead } = identity.who();
      const now = Date.now();
      const at = (last = Math.max(now, last + 0.001));
      const text = snapshot(type, [payload, accompanying]);
      // The page's own code first: the rest is done in a microtask, and written in the one after it.
      await undefined;
      const [copy, given]: [unknown, Given] = JSON.parse(text);
      const own = { sourceId: newId?.(), timestamp: new Date(now).toJSON() };
      const { eventId, event } = compose(type, copy, { ...own, ...given }, options, lead);
      const entry = entryOf(eventId, event, at, visitor);
      const isFull =
        facts.queued + facts.held + facts.rejected >= limits.maxEvents || bytes + entry.bytes > limits.maxBytes;
      const code: DropCode | false =
        (!event && 'dropped_by_page') || (facts.consent === 'denied' && 'consent_denied') || (isFull && 'outbox_full');
      const delivered = code ? Promise.resolve(dropped(code)) : receipts.expect(entry);
      if (code) tell([[eventId, dropped(code)]]);
      else {
        facts[entry.state]++;
        bytes += entry.bytes;
        changed();
        const saved = outbox.save([[entry.key, entry]]);
        pump.nudge();
        await saved;
      }
      return { eventId, delivered };
    };

  const setIdentity = (next: Identity) => {
    identity.become(next);
    changed();
    channel.announce([]);
    pump.nudge();
  };
  const stranger = (): Identity => ({ visitor: identity.who().visitor + 1, lead: undefined });
  const bury = (act: (found: Entry[]) => unknown) => async (eventId: string) => {
    const found = (await review()).rejected.filter((entry) => idOf(entry) === eventId);
    act(found);
    await review();
    pump.nudge();
    return !!found[0];
  };
  if (globalThis.document) channel.enter();
  void look();

  return {
    async identify(contact) {
      setIdentity({ ...identity.who(), lead: checkContact(contact) });
    },
    auditCompleted: emit('AUDIT_COMPLETED'),
    callRequested: emit('CALL_REQUESTED', freshId),
    chatSummarized: emit('CHAT_SUMMARIZED'),
    appointmentBooked: emit('APPOINTMENT_BOOKED'),
    flush: pump.wake,
    status,
    subscribe,
    rejected: async () => (await review()).rejected.map(deadLetter),
    retry: bury((found) =>
      outbox.save(found.map((entry) => [entry.key, { ...entry, state: 'queued', verdict: undefined }])),
    ),
    discard: bury((found) => settle(found.map((entry) => [entry, dropped('discarded')]))),
    async setConsent(choice) {
      const mine = identity.who();
      const wasPending = facts.consent === 'pending';
      facts.consent = checkConsent(choice);
      // What is stored may be read only now: whoever came in the meantime follows the visitors of before.
      const theirs = identity.who();
      const before = theirs === mine ? 0 : theirs.visitor;
      const visitor = before + mine.visitor;
      if (wasPending)
        void outbox.save(receipts.pending().map((entry) => [entry.key, { ...entry, visitor: before + entry.visitor }]));
      setIdentity(choice === 'denied' ? stranger() : wasPending ? { ...theirs, ...mine, visitor } : theirs);
      // At once, so that no later choice can come in between.
      if (choice === 'denied') void settle(receipts.pending().map((entry) => [entry, dropped('consent_denied')]));
      await review();
    },
    async reset() {
      setIdentity(stranger());
      await review();
    },
    close() {
      stopListening();
      channel.leave();
      pump.stop();
    },
  };
}
