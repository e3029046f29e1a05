import { nanoid } from 'nanoid';
import type { EventType } from '../schema/event-id.js';
import { broadcastChannel } from './channel.js';
import { checkContact, compose } from './compose.js';
import { connect } from './connection.js';
import type { Crm, RejectedEvent } from './crm.js';
import { createFlush } from './flush.js';
import { identityStore } from './identity.js';
import { createJournal } from './journal.js';
import { webLock } from './lock.js';
import { type CrmOptions, DEFAULT_LIMITS, type EmitOptions } from './options.js';
import { createOutbox, type DropCode, type Ending, type Entry, idOf, type Verdict } from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { createPump } from './pump.js';
import { openReceipts, type Receipt } from './receipts.js';
import { listen } from './signals.js';
import { statusStore } from './status.js';
import { fetchTransport } from './transport.js';

declare const __VERSION__: string;

const DAY = 86_400_000;

/** Builds a client of its own; `createCrm` gives one per site and page. `closed` is called by `close`. */
export function buildClient(options: CrmOptions, closed: () => void): Crm {
  const { siteId } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.outbox };
  const name = `siam-crm:${siteId}`;
  let consent = options.consent ?? 'granted';
  const granted = () => consent === 'granted';
  /** Whether the device may be read and written: with consent, and to purge it when that is withdrawn. */
  let mayStore = granted();
  let last = 0;
  /** The time, always later than before: the order of calls, also on a clock that is set back. */
  const tick = () => (last = Math.max(Date.now(), last + 0.001));
  /** Bytes in the outbox. */
  let bytes = 0;

  const identity = identityStore(name, granted);
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
    locks: typeof navigator === 'object' && !!navigator.locks,
  });
  const outbox = createOutbox(
    indexedDbDisk(connect(name)),
    () => mayStore,
    (persistence, persistenceReason) => status.set({ persistence, persistenceReason }),
  );
  const receipts = openReceipts();
  /** This tab's own events that have no verdict yet: what goes first when the page does. */
  const own = new Map<string, Entry>();

  /** Sees what is in the outbox, from other tabs and earlier pages too. */
  const look = async () => {
    const count = { queued: 0, held: 0, rejected: 0 };
    bytes = 0;
    for (const entry of await outbox.read()) {
      count[entry.state]++;
      bytes += entry.bytes;
    }
    status.set({ ...count, identified: !!identity.get().lead });
    return count.queued || (count.held && status.get().identified);
  };

  /** Counts how events ended and tells whoever waits for it, here and in the other tabs. */
  const end = (endings: readonly Ending[]) => {
    let { delivered, dropped } = status.get();
    for (const [key, verdict] of endings) {
      const { status, code } = verdict;
      const taken = status === 'accepted' || status === 'duplicate';
      if (taken) delivered++;
      if (status === 'dropped') dropped = { ...dropped, [code as DropCode]: (dropped[code as DropCode] ?? 0) + 1 };
      if (!taken || options.debug) console[taken ? 'debug' : 'error'](`[crm] event ${key}`, verdict);
      receipts.close(key, verdict);
      own.delete(key);
    }
    status.set({ delivered, dropped });
    channel.post(endings);
  };

  /** Drops what `which` picks. Answers whether there was any. */
  const drop = async (code: DropCode, which: (entry: Entry) => boolean) => {
    const keys = (await outbox.read()).filter(which).map(({ key }) => key);
    if (!keys.length) return false;
    await outbox.write(keys.map((key) => [key]));
    end(keys.map((key) => [key, { status: 'dropped', code }]));
    await look();
    return true;
  };

  /** Gives held events to the lead; what was held for a former visitor ends here. */
  const claim = async () => {
    const { lead, since } = identity.get();
    if (!lead || !status.get().held) return;
    await drop('never_identified', ({ state, at }) => state === 'held' && at < since);
    await outbox.write(
      (await outbox.read('held')).map((entry) => [
        entry.key,
        { ...entry, state: 'queued', json: JSON.stringify({ ...JSON.parse(entry.json), lead }) },
      ]),
    );
    await look();
  };

  const envelope = async (events: readonly string[]) => {
    // Without a token the ingest decides; the outbox keeps what it does not admit.
    const app_check = await options.appCheckToken?.().catch(() => undefined);
    const head = { v: 1, site_id: siteId, sent_at: new Date().toISOString(), sdk: __VERSION__, app_check };
    return `${JSON.stringify(head).slice(0, -1)},"events":[${events}]}`;
  };
  const flush = createFlush(
    outbox,
    fetchTransport(options.endpoint),
    envelope,
    (inFlight) => status.set({ inFlight }),
    (endings) => {
      status.set({ queued: Math.max(0, status.get().queued - endings.length) });
      end(endings);
    },
  );
  const lock = webLock(name);
  const pump = createPump(
    async () => {
      // A page rendered on a server has nobody to send for.
      if (!granted() || typeof document !== 'object') return 'empty';
      const outcome = await lock(async () => {
        await outbox.promote();
        await claim();
        return flush.batch();
      });
      // Only after one more attempt has failed: a clock that jumps ahead loses nothing.
      const tooOld = ({ at }: Entry) => at < Date.now() - limits.maxAgeDays * DAY;
      if (typeof outcome === 'object') {
        await drop('never_identified', (entry) => entry.state === 'held' && tooOld(entry));
        await drop('expired', (entry) => entry.state === 'queued' && tooOld(entry));
      }
      if (outcome === 'empty') await look();
      return outcome ?? 'busy';
    },
    (outcome, nextAttemptAt) => {
      status.set({ nextAttemptAt });
      if (typeof outcome === 'object')
        status.set({ lastError: { code: outcome.cause, message: outcome.text, at: Date.now() } });
      else if (outcome && outcome !== 'busy') status.set({ lastError: undefined });
    },
  );

  const journal = createJournal(outbox, (added) => {
    for (const { entry } of added) if (entry?.state === 'queued') own.set(entry.key, entry);
    pump.nudge();
  });

  const channel = broadcastChannel(name, async (endings) => {
    for (const [key, verdict] of endings) receipts.close(key, verdict);
    if (await look()) pump.nudge();
  });
  const stopListening = listen(
    async () => {
      channel.open();
      if (await look()) await pump.wake();
    },
    () => {
      if (granted()) void flush.lastCall([...own.values()]).then(pump.nudge);
    },
    channel.close,
  );

  const emit =
    (call: string, type: EventType) =>
    async (payload: unknown, given: Partial<EmitOptions> = {}): Promise<Receipt> => {
      const { eventId, event } = compose(call, type, payload, given, options, identity.get().lead);
      const ended = (verdict: Verdict): Receipt => {
        end([[eventId, verdict]]);
        return { eventId, delivered: Promise.resolve(verdict) };
      };
      const drop = (code: DropCode) => ended({ status: 'dropped', code });
      if (!event) return drop('dropped_by_page');
      if (consent === 'denied') return drop('consent_denied');
      const json = JSON.stringify(event);
      const size = new TextEncoder().encode(json).length;
      const now = status.get();
      if (now.queued + now.held + now.rejected >= limits.maxEvents || bytes + size > limits.maxBytes)
        return drop('outbox_full');
      const state = event.lead ? 'queued' : 'held';
      bytes += size;
      status.set({ [state]: now[state] + 1 });
      const { key, verdict } = await journal.append({ v: 1, key: eventId, state, at: tick(), bytes: size, json });
      return verdict ? ended(verdict) : { eventId, delivered: receipts.open(key) };
    };

  const setIdentity: typeof identity.set = (next) => {
    identity.set(next);
    status.set({ identified: !!next.lead });
    channel.post([]);
    pump.nudge();
  };

  const callRequested = emit('callRequested', 'CALL_REQUESTED');
  channel.open();
  const ready = look().then((due) => due && pump.nudge());

  return {
    async identify(contact) {
      setIdentity({ ...identity.get(), lead: checkContact('identify', contact) });
    },
    auditCompleted: emit('auditCompleted', 'AUDIT_COMPLETED'),
    callRequested: (payload, given) => callRequested(payload, { sourceId: nanoid(), ...given }),
    chatSummarized: emit('chatSummarized', 'CHAT_SUMMARIZED'),
    appointmentBooked: emit('appointmentBooked', 'APPOINTMENT_BOOKED'),
    async flush() {
      await ready;
      await journal.settled();
      await pump.wake();
    },
    status: status.get,
    subscribe: status.subscribe,
    async rejected() {
      return (await outbox.read('rejected')).map((entry) => ({
        ...(entry.verdict as Pick<RejectedEvent, 'status' | 'code' | 'issues'>),
        eventId: idOf(entry),
        event: JSON.parse(entry.json),
        at: entry.at,
      }));
    },
    async retry(eventId) {
      const found = (await outbox.read('rejected')).filter((entry) => idOf(entry) === eventId);
      await outbox.write(found.map(({ verdict, ...entry }) => [entry.key, { ...entry, state: 'queued' }]));
      if (await look()) pump.nudge();
      return found.length > 0;
    },
    discard: (eventId) => drop('discarded', (entry) => entry.state === 'rejected' && idOf(entry) === eventId),
    async setConsent(next) {
      consent = next;
      const lead = next === 'denied' ? undefined : identity.get().lead;
      setIdentity(lead ? { ...identity.get(), lead } : { since: tick() });
      await journal.settled();
      mayStore = next !== 'pending';
      if (next === 'denied') await drop('consent_denied', () => true);
      mayStore = granted();
      status.set({ consent, persistence: mayStore ? 'opening' : 'memory' });
      await outbox.promote();
    },
    async reset() {
      const since = tick();
      setIdentity({ since });
      await journal.settled();
      await drop('never_identified', ({ state, at }) => state === 'held' && at < since);
    },
    close() {
      stopListening();
      channel.close();
      pump.stop();
      closed();
    },
  };
}
