import { syncLater } from './background-sync.js';
import { broadcastChannel } from './channel.js';
import {
  APPOINTMENT,
  AUDIT,
  CALL,
  CHAT,
  check,
  checkContact,
  compose,
  type Given,
  type Kind,
  snapshot,
} from './compose.js';
import type { Crm } from './crm.js';
import { deadLetter } from './dead-letter.js';
import { entryOf, withLead } from './entry.js';
import { envelope } from './envelope.js';
import { createFlush } from './flush.js';
import { freshId } from './fresh-id.js';
import { type Identity, identityStore } from './identity.js';
import { webLock } from './lock.js';
import type { CrmOptions, EmitOptions } from './options.js';
import { createOutbox, type DropCode, dropped, type Ending, type Entry, idOf, type State } from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { pause } from './pause.js';
import { createPump } from './pump.js';
import { openReceipts, type Receipt } from './receipts.js';
import { listen } from './signals.js';
import { statusBoard } from './status.js';
import { tally } from './tally.js';
import { post, waiting } from './transport.js';

const DAY = 86_400_000;
/** How long news of other tabs may take, ms: what has left the outbox for longer, this tab has not heard of and will not. */
const NEWS_DELAY = 100;

/** Builds a client of its own; `createCrm` gives one per site and page. `name` is that of all that the client shares with its other pages, and `closed` hears of its end. */
export function buildClient(options: CrmOptions, name: string, closed: () => unknown): Crm {
  if (!options.siteId || !options.endpoint) console.error('[crm] no siteId or endpoint');
  const { maxAgeDays = 30, maxEvents = 5000, maxBytes = 5_000_000 } = options.outbox ?? {};
  const oldest = () => Date.now() - maxAgeDays * DAY;
  const granted = () => facts.consent === 'granted';
  const identity = identityStore(name, granted);
  const entriesThatAre = (state: State) => outbox.alive().filter((entry) => entry.state === state);
  const queued = () => entriesThatAre('queued');
  const inFlight = new Set<string>();
  const { facts, changed, status, subscribe } = statusBoard(options.consent ?? 'granted', () => ({
    identified: !!identity.who().lead,
    queued: queued().length,
    held: entriesThatAre('held').length,
    inFlight: inFlight.size,
    rejected: entriesThatAre('rejected').length,
  }));
  const outbox = createOutbox(
    indexedDbDisk(name),
    // Where consent is denied, there is something to purge at most.
    () => facts.consent !== 'pending',
    changed,
  );
  const receipts = openReceipts();
  /** Events in the outbox and their bytes, as far as this tab knows. */
  let events = 0;
  let bytes = 0;
  /** When the last event was emitted, epoch ms. */
  let last = 0;
  /** Who visitor 0 was, as it turned out when a pending consent was granted. */
  let before = 0;
  const withVisitor = <T extends { visitor: number }>(one: T): T => ({ ...one, visitor: one.visitor || before });

  const tell = (endings: readonly Ending[]) => {
    tally(facts, endings, options.debug);
    changed();
  };
  /** Ends entries: once that is kept, it is told here and in the other tabs. */
  const settle = async (endings: readonly Ending[]) => {
    if (!endings[0]) return;
    await outbox.save(endings);
    receipts.fulfil(endings);
    tell(endings);
    channel.announce(endings);
    // What else there is may be sent at once.
    pump.nudge();
  };
  const drop = (entries: readonly Entry[], code: DropCode) => settle(entries.map((entry) => dropped(entry, code)));

  /** Goes through the outbox, with what others have left there: ends what may not be kept, and gives held events to the lead where it `claims`, as only one tab at a time may. */
  const review = async (claims?: boolean) => {
    await outbox.load();
    const entries = outbox.alive(); // with what was emitted since then, which is counted already
    const endings: Ending[] = [];
    const claimed: Entry[] = [];
    events = entries.length;
    bytes = 0;
    for (const entry of entries) {
      bytes += entry.bytes;
      if (facts.consent === 'denied') endings.push(dropped(entry, 'consent_denied'));
      else if (entry.state === 'held') {
        // Asked after the outbox: who logs out meanwhile must not leave their name to the next visitor's events.
        const { visitor, lead } = identity.who();
        // The next visitor's are left alone for a day: this tab may not have heard of the logout, or nobody remembers it.
        if (entry.visitor < visitor || entry.at < (entry.visitor > visitor ? Date.now() - DAY : oldest()))
          endings.push(dropped(entry, 'never_identified'));
        else if (claims && lead && entry.visitor === visitor) claimed.push(withLead(entry, lead));
      }
    }
    receipts.fulfil(entries); // those with a verdict
    changed();
    await outbox.save(claimed);
    await settle(endings);
    return null;
  };
  const flush = createFlush(
    inFlight,
    async (batch, keepalive) => {
      const body = await envelope(options, batch);
      // Consent may have been withdrawn in the meantime, and even given again: then they are gone.
      const may = granted() && batch.every(({ key }) => outbox.known.get(key)?.state);
      return may ? post(options.endpoint, body, keepalive) : waiting('consent_denied');
    },
    settle,
    changed,
    oldest,
  );
  const lock = webLock(name);
  const attempt = async () => {
    await review(true);
    /** What is gone another tab has ended, and would have told us of by now: the ingest will say `duplicate`. */
    const lost = () => receipts.pending().filter(({ key }) => !outbox.known.has(key));
    if (lost()[0]) {
      await pause(NEWS_DELAY);
      await outbox.save(lost());
      await review(true);
    }
    return flush(queued);
  };
  const pump = createPump(
    // A page rendered on a server has nobody to send for.
    () => (granted() && globalThis.document ? lock(attempt) : review()),
    changed,
  );
  /** Sees what there is, also where another tab is at it, and tries to send it. */
  const look = () => void review().then(pump.wake);
  const channel = broadcastChannel(name, ({ data }) => {
    receipts.fulfil(data);
    look();
  });
  const start = () => {
    channel.enter();
    look();
  };
  const stopListening = listen(start, (gone) => {
    if (granted()) void flush(() => queued().filter(receipts.expects), true).then(pump.nudge);
    if (queued()[0]) void syncLater(name);
    // An open channel, or a lock taken now, would cost the page its back/forward cache.
    if (gone) {
      channel.leave();
      pump.rest();
    }
  });

  const emit =
    (kind: Kind, newId?: () => string) =>
    async (payload: unknown, accompanying?: Partial<EmitOptions>): Promise<Receipt> => {
      const { visitor, lead } = identity.who();
      const now = Date.now();
      const at = (last = Math.max(now, last + 0.001));
      const text = snapshot(kind[0], () => [payload, accompanying]);
      // The page's own code first: the rest is done in a microtask, and written in the one after it.
      await undefined;
      const [copy, given]: [unknown, Given] = JSON.parse(text);
      const told = { sourceId: newId?.(), timestamp: new Date(now).toJSON(), ...given };
      const [eventId, event] = compose(kind, copy, told, options, lead);
      const entry = withVisitor(entryOf(eventId, event, at, visitor));
      const isFull = events >= maxEvents || bytes + entry.bytes > maxBytes;
      const code: DropCode | false =
        (!event && 'dropped_by_page') || (facts.consent === 'denied' && 'consent_denied') || (isFull && 'outbox_full');
      if (code) {
        const ending = dropped(entry, code);
        tell([ending]);
        return { eventId, delivered: Promise.resolve(ending.verdict) };
      }
      events++;
      bytes += entry.bytes;
      const delivered = receipts.expect(entry);
      changed();
      pump.nudge();
      await outbox.save([entry]);
      return { eventId, delivered };
    };

  const setIdentity = (next: Identity) => {
    identity.become(next);
    changed();
    channel.announce([]);
    pump.nudge();
  };
  const stranger = (): Identity => ({ visitor: Math.max(Date.now(), identity.who().visitor + 1), lead: undefined });
  const letters = () => review().then(() => entriesThatAre('rejected'));
  const bury = (act: (found: Entry[]) => Promise<unknown>) => async (eventId: string) => {
    const found = (await letters()).filter((entry) => idOf(entry) === eventId);
    await act(found);
    pump.nudge();
    return !!found[0];
  };
  // What a choice of before has left.
  if (facts.consent === 'denied') identity.become(stranger());
  // A page rendered on a server has nobody to send for.
  if (globalThis.document) start();

  return {
    async identify(contact) {
      setIdentity({ ...identity.who(), lead: checkContact(contact) });
    },
    auditCompleted: emit(AUDIT),
    callRequested: emit(CALL, freshId),
    chatSummarized: emit(CHAT),
    appointmentBooked: emit(APPOINTMENT),
    flush: pump.wake,
    status,
    subscribe,
    rejected: async () => (await letters()).map(deadLetter),
    retry: bury((found) => outbox.save(found.map((entry) => ({ ...entry, state: 'queued', verdict: undefined })))),
    discard: bury((found) => drop(found, 'discarded')),
    async setConsent(choice) {
      const mine = identity.who();
      const wasPending = facts.consent === 'pending';
      facts.consent = check('setConsent', 'granted|denied', choice, 'consent');
      // What is stored may be read only now.
      const theirs = identity.who();
      if (theirs !== mine) before = theirs.visitor;
      if (wasPending) void outbox.save(receipts.pending().map(withVisitor));
      setIdentity(choice === 'denied' ? stranger() : wasPending ? { ...theirs, ...withVisitor(mine) } : theirs);
      // At once, so that no later choice can come in between. What has left the outbox unheard of is not asked after again.
      if (choice === 'denied') for (const all of [receipts.pending, outbox.alive]) void drop(all(), 'consent_denied');
      await review();
    },
    async reset() {
      setIdentity(stranger());
      await review();
    },
    close() {
      closed();
      stopListening();
      channel.leave();
      pump.stop();
    },
  };
}
