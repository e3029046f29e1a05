import { MAX_BODY_BYTES, MAX_EVENTS } from '../schema/protocol.js';
import { dropped, type Ending, type Entry, ended, idOf, STATE_AFTER, type Verdict } from './outbox.js';
import { type Reply, waiting } from './transport.js';

/** Answers by which one of the events is to blame, or the server is. All others but a 200 mean: not now. */
const REFUSED_REQUEST = /^http_4(00|13)$/;
/** Room for the envelope around the events, bytes; the App Check token is most of it. */
const ENVELOPE_BYTES = 6 * 1024;
/** The most bytes in flight that may outlive the page; browsers allow 64 KiB, which we share with other scripts. */
const KEEPALIVE_BYTES = 48 * 1024;
/** How many requests may follow from one look into the outbox: then other tabs have their turn. */
const REQUESTS = 10;

/** Why it is better to wait, or nothing: then all is done. */
export type Outcome = Reply | null;

/**
 * Sends what is `queued`, asked anew for each request, those first that come first, until one has to wait. Where the page
 * is `leaving`, one request that may outlive it, begun before this returns.
 */
export type Flush = (queued: () => readonly Entry[], leaving?: boolean) => Promise<Outcome>;

/**
 * Sends entries. They leave the outbox only by a verdict, or where they were tried in vain and are from before `oldest`;
 * whatever else happens, they stay. `inFlight` is what is in a request now, by id, so that nothing is in two: `report` hears of
 * its changes. `send` is given those of one request, `settle` each verdict.
 */
export function createFlush(
  inFlight: Set<string>,
  send: (batch: readonly Entry[], keepalive: boolean) => Promise<Reply>,
  settle: (endings: readonly Ending[]) => Promise<unknown>,
  report: () => void,
  oldest: () => number,
): Flush {
  /** Bytes that may still be sent in requests that outlive the page. */
  let room = KEEPALIVE_BYTES;
  /** What was refused alone, by id. If it is still there it goes last and alone, when others have shown whose fault it is. */
  const suspects = new Set<string>();
  /** The reply that asks for most time. */
  let patience = waiting('');

  return async (queued, leaving) => {
    let outcome: Outcome = null;
    let left = leaving ? 1 : REQUESTS;
    /** The most events of the next request: a refused one is halved until the culprit is alone. */
    let most = MAX_EVENTS;
    let accepted = false;
    /** What has no verdict, by id, and why. */
    const tried = new Map<string, [Entry, Reply]>();

    while (left-- && !outcome) {
      // A page that leaves may not come back to a later time.
      if (!leaving && patience.notBefore > performance.now()) {
        outcome = patience;
        break;
      }
      const batch: Entry[] = [];
      let bytes = ENVELOPE_BYTES;
      for (const isSuspect of [false, true])
        for (const entry of queued()) {
          const id = idOf(entry);
          const fits = batch.length < (isSuspect ? 1 : most) && bytes + entry.bytes < (leaving ? room : MAX_BODY_BYTES);
          // Of two contents of one id only the first: results are told apart by the id alone.
          if (fits && suspects.has(id) === isSuspect && !inFlight.has(id) && !tried.has(id)) {
            inFlight.add(id);
            batch.push(entry);
            bytes += entry.bytes + 1;
          }
        }
      if (!batch[0]) break;
      report();
      room -= bytes;
      const reply = await send(batch, room >= 0);
      if (reply.notBefore > patience.notBefore) patience = reply;
      const isRefused = REFUSED_REQUEST.test(reply.code);
      // But a page that leaves tries once.
      const isHalved = isRefused && !leaving && batch[1];
      const endings: Ending[] = [];
      for (const entry of batch) {
        const id = idOf(entry);
        const { status = '', code, issues } = reply.results?.find((found) => found?.event_id === id) ?? {};
        const state = STATE_AFTER[status];
        accepted ||= state === '';
        if (state != null)
          endings.push(ended(entry, { status, code, issues } as Verdict)); // it is one
        else if (!isHalved) {
          tried.set(id, [entry, reply]);
          if (isRefused) suspects.add(id);
          else outcome = reply;
        }
      }
      await settle(endings);
      room += bytes;
      for (const entry of batch) inFlight.delete(idOf(entry));
      report();
      // After the culprit one at a time: the next one may be another, and one that is none shows whose fault it is.
      if (isRefused) most = batch.length / 2;
    }
    const endings: Ending[] = [];
    for (const [id, [entry, reply]] of tried) {
      const { code, message } = reply;
      // A refusal may be the server's own fault: it is the event's only where our ingest names it, or others were accepted.
      if (REFUSED_REQUEST.test(code) && (accepted || (message[0] === '{' && message.includes(id))))
        endings.push(ended(entry, { status: 'rejected', code, issues: [{ path: '', code, message }] }));
      else {
        outcome ??= reply;
        if (entry.at < oldest()) endings.push(dropped(entry, 'expired'));
      }
    }
    await settle(endings);
    return outcome;
  };
}
