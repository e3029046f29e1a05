import { MAX_BODY_BYTES, MAX_EVENTS } from '../schema/protocol.js';
import { dropped, type Ending, type Entry, idOf, TAKEN, type Verdict } from './outbox.js';
import { type Reply, waiting } from './transport.js';

/** Answers by which one of the events is to blame, or the server is. All others but a 200 mean: not now. */
const REFUSED_REQUEST = /^http_4(00|13)$/;
/** Room for the envelope around the events, bytes; the App Check token is most of it. */
const ENVELOPE_BYTES = 6 * 1024;
/** The most bytes in flight that may outlive the page; browsers allow 64 KiB, which we share with other scripts. */
const KEEPALIVE_BYTES = 48 * 1024;
/** How many requests may follow from one look into the outbox: looking costs the page more than sending. */
const BATCHES = 10;

/** What sending came to: nothing was there, it is done, or it is better to wait. */
export type Outcome = 'empty' | 'done' | Reply;

/**
 * Sends entries in bounded batches, those first that come first, until one has to wait. Where the page is `leaving`, one
 * batch that fits into a request that may outlive it, begun before this returns.
 */
export type Flush = (entries: readonly Entry[], leaving?: boolean) => Promise<Outcome>;

/**
 * Sends entries. They leave the outbox only by a verdict, or where they were tried in vain and are from before `oldest`;
 * whatever else happens, they stay. `send` is given the events' texts, `settle` each verdict, and `report` hears how many
 * events are in a request.
 */
export function createFlush(
  send: (events: readonly string[], keepalive: boolean) => Promise<Reply>,
  settle: (endings: readonly Ending[]) => Promise<unknown>,
  report: (inFlight: number) => void,
  oldest: () => number,
): Flush {
  /** What is in a request now, by id, so that nothing is in two. */
  const inFlight = new Set<string>();
  /** Bytes that may still be sent in requests that outlive the page. */
  let room = KEEPALIVE_BYTES;

  return async (entries, leaving) => {
    let outcome: Outcome = 'empty';
    let left = leaving ? 1 : BATCHES;
    let accepted: boolean | undefined;
    const suspects: [Entry, Reply][] = [];
    /** What was tried in vain. */
    const kept: Entry[] = [];

    /** A refused batch is halved until the culprit is alone; but a page that leaves tries once. */
    const attempt = async (batch: readonly Entry[], keepalive: boolean): Promise<void> => {
      if (outcome !== 'done') return;
      const reply = await send(
        batch.map((entry) => entry.json),
        keepalive,
      );
      const { results } = reply;
      if (results) {
        const endings: Ending[] = [];
        for (const entry of batch) {
          const { status = '', code, issues } = results.find((found) => found?.event_id === idOf(entry)) ?? {};
          const taken = TAKEN[status];
          accepted ||= taken;
          if (taken != null)
            endings.push([entry, { status, code, issues } as Verdict]); // it is one
          else {
            kept.push(entry);
            outcome = waiting('retry');
          }
        }
        await settle(endings);
      } else if (leaving || !REFUSED_REQUEST.test(reply.code)) {
        kept.push(...batch);
        outcome = reply;
      } else if (batch[1]) {
        await attempt(batch.slice(0, batch.length / 2), keepalive);
        await attempt(batch.slice(batch.length / 2), keepalive);
      } else suspects.push([batch[0]!, reply]);
    };

    while (left--) {
      const batch: Entry[] = [];
      let bytes = ENVELOPE_BYTES;
      const most = leaving ? room : MAX_BODY_BYTES;
      for (const entry of entries) {
        const id = idOf(entry);
        // Of two contents of one id only the first: results are told apart by the id alone.
        if (!batch[MAX_EVENTS - 1] && !inFlight.has(id) && bytes + entry.bytes < most) {
          inFlight.add(id);
          batch.push(entry);
          bytes += entry.bytes + 1;
        }
      }
      if (!batch[0]) break;
      // What others have in a request is their business; what waits for it, that of the next look.
      entries = entries.filter((entry) => !inFlight.has(idOf(entry)));
      report(inFlight.size);
      const keepalive = bytes <= room;
      room -= bytes;
      outcome = 'done';
      await attempt(batch, keepalive);
      room += bytes;
      for (const entry of batch) inFlight.delete(idOf(entry));
      report(inFlight.size);
      if ((outcome as Outcome) !== 'done') break;
    }
    for (const [entry, reply] of suspects) {
      const { code, message, isJson } = reply;
      // A refusal may be the server's own fault: it is the event's only where our ingest names it, or others were accepted.
      if (accepted || (isJson && message.includes(idOf(entry))))
        await settle([[entry, { status: 'rejected', code, issues: [{ path: '', code, message }] }]]);
      else if (outcome === 'done') outcome = reply;
    }
    await settle(kept.filter(({ at }) => at < oldest()).map((entry) => [entry, dropped('expired')]));
    return outcome;
  };
}
