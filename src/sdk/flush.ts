import { MAX_BODY_BYTES, MAX_EVENTS } from '../schema/protocol.js';
import { type Ending, type Entry, idOf, type Verdict } from './outbox.js';
import { type Reply, waiting } from './transport.js';

/** Verdicts of the ingest (contract §5): whether the CRM has the event now, or never will. By any other word it is kept. */
export const TAKEN: Readonly<Record<string, boolean | undefined>> = {
  accepted: true,
  duplicate: true,
  conflict: false,
  rejected: false,
};
/** Answers by which one of the events is to blame, or the server is. All others but a 200 mean: not now. */
const REFUSED_REQUEST = /^http_4(00|13)$/;
/** Room for the envelope around the events, bytes; the App Check token is most of it. */
const ENVELOPE_BYTES = 6 * 1024;
/** The most bytes in flight that may outlive the page; browsers allow 64 KiB, which we share with other scripts. */
const KEEPALIVE_BYTES = 48 * 1024;

/** How a batch ended: nothing was there, it is done, or it is better to wait. */
export type Outcome = 'empty' | 'done' | Reply;

/**
 * Sends one bounded batch of entries, those first that come first. Where the page is `leaving`, only what fits into a
 * request that may outlive it, begun before this returns.
 */
export type Flush = (entries: readonly Entry[], leaving: boolean) => Promise<Outcome>;

/**
 * Sends entries. They leave the outbox only by a verdict; whatever else happens, they stay. `send` is given the events'
 * texts, `settle` each verdict, and `report` hears how many events are in a request.
 */
export function createFlush(
  send: (events: readonly string[], keepalive: boolean) => Promise<Reply>,
  settle: (endings: readonly Ending[]) => Promise<void>,
  report: (inFlight: number) => void,
): Flush {
  /** What is in a request now, so that nothing is in two. */
  let inFlight: readonly Entry[] = [];
  const size = (entries: readonly Entry[]) => entries.reduce((sum, { bytes }) => sum + bytes + 1, ENVELOPE_BYTES);
  /** Bytes that may still be sent in requests that outlive the page. */
  const room = () => KEEPALIVE_BYTES - size(inFlight);

  /** The first entries that fit, none that is in a request; of two contents of one id, the first: only the id tells results apart. */
  const pick = (entries: readonly Entry[], most: number) => {
    const ids = new Set(inFlight.map(idOf));
    let left = most - ENVELOPE_BYTES;
    return entries
      .filter((entry) => ids.size < ids.add(idOf(entry)).size && (left -= entry.bytes + 1) >= 0)
      .slice(0, MAX_EVENTS);
  };

  return async (entries, leaving) => {
    const picked = pick(entries, leaving ? room() : MAX_BODY_BYTES);
    if (!picked[0]) return 'empty';
    const keepalive = size(picked) <= room();
    const suspects: [Entry, Reply][] = [];
    let accepted = false;
    let wait: Reply | undefined;

    /** A refused batch is halved until the culprit is alone; but a page that leaves tries once. */
    const attempt = async (batch: readonly Entry[]): Promise<void> => {
      if (wait) return;
      const reply = await send(
        batch.map((entry) => entry.json),
        keepalive,
      );
      const { results } = reply;
      if (results) {
        const endings: Ending[] = [];
        for (const entry of batch) {
          const { status = '', code, issues } = results.find((found) => found?.event_id === idOf(entry)) ?? {};
          if (TAKEN[status] === true) accepted = true;
          if (typeof TAKEN[status] === 'boolean')
            endings.push([entry, { status, code, issues } as Verdict]); // it is one
          else wait = waiting('retry');
        }
        await settle(endings);
      } else if (leaving || !REFUSED_REQUEST.test(reply.code)) wait = reply;
      else if (batch[1]) {
        await attempt(batch.slice(0, batch.length / 2));
        await attempt(batch.slice(batch.length / 2));
      } else suspects.push([batch[0]!, reply]);
    };

    inFlight = [...inFlight, ...picked];
    report(inFlight.length);
    await attempt(picked);
    for (const [entry, reply] of suspects) {
      const { code, message, isJson } = reply;
      // A refusal may be the server's own fault: it is the event's only where our ingest names it, or others were accepted.
      if (accepted || (isJson && message.includes(idOf(entry))))
        await settle([[entry, { status: 'rejected', code, issues: [{ path: '', code, message }] }]]);
      else wait ??= reply;
    }
    inFlight = inFlight.filter((entry) => !picked.includes(entry));
    report(inFlight.length);
    return wait ?? 'done';
  };
}
