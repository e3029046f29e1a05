import { MAX_BODY_BYTES, MAX_EVENTS } from '../schema/protocol.js';
import { type Ending, type Entry, idOf, type Outbox, type Verdict } from './outbox.js';
import type { Reply, Send } from './transport.js';

/** Verdicts of the ingest (contract §5): the CRM has the event, or will not have it. By any other word it is kept. */
export const isDelivery = ({ status }: Partial<Verdict>): boolean => /^(accepted|duplicate)$/.test(status ?? '');
export const isRefusal = ({ status }: Partial<Verdict>): boolean => /^(conflict|rejected)$/.test(status ?? '');
/** Answers by which one of the events is to blame, or the server is. All others but a 200 mean: not now. */
const REFUSED_REQUEST = /^http_4(00|13)$/;
/** Room for the envelope around the events, bytes; the App Check token is most of it. */
const ENVELOPE_BYTES = 6 * 1024;
/** The most bytes in flight that may outlive the page; browsers allow 64 KiB, which we share with other scripts. */
const KEEPALIVE_BYTES = 48 * 1024;

/** How a batch ended: nothing was there, it is done, another tab is at it, or it is better to wait. */
export type Outcome = 'empty' | 'done' | 'busy' | Omit<Reply, 'results'>;

export interface Flush {
  /** Sends one bounded batch, oldest first. */
  batch(): Promise<Outcome>;
  /** Sends what of these fits into a request that may outlive the page; begun before this returns. */
  lastCall(entries: readonly Entry[]): Promise<unknown>;
}

/**
 * Sends entries. They leave the outbox only by a verdict; whatever else happens, they stay. `envelope` wraps events for
 * an attempt, `settle` is given each verdict, `report` hears how many events are in a request.
 */
export function createFlush(
  read: Outbox['read'],
  send: Send,
  envelope: (events: readonly string[]) => Promise<string>,
  settle: (endings: readonly Ending[]) => Promise<void>,
  report: (inFlight: number) => void,
): Flush {
  /** What is in a request now, so that nothing is in two. */
  const inFlight = new Set<Entry>();
  /** Bytes of events that may still be sent in requests that outlive the page. */
  const room = () => [...inFlight].reduce((left, { bytes }) => left - bytes - 1, KEEPALIVE_BYTES - ENVELOPE_BYTES);

  /** The first entries that fit, none that is in a request; of two contents of one id, the first: only the id tells results apart. */
  const pick = (entries: readonly Entry[], most: number) => {
    const ids = new Set([...inFlight].map(idOf));
    let left = most;
    return entries
      .filter((entry) => ids.size < ids.add(idOf(entry)).size && (left -= entry.bytes + 1) >= 0)
      .slice(0, MAX_EVENTS);
  };

  const deliver = async (entries: readonly Entry[], keepalive: boolean): Promise<Outcome> => {
    const suspects: [Entry, Reply][] = [];
    let accepted = false;
    let wait: Outcome | undefined;

    /** A refused batch is halved until the culprit is alone. */
    const attempt = async (batch: readonly Entry[]): Promise<void> => {
      if (wait) return;
      const reply = await send(await envelope(batch.map(({ json }) => json)), keepalive);
      const { results, code } = reply;
      if (results) {
        const endings: Ending[] = [];
        for (const entry of batch) {
          const { status, code, issues } = results.find((found) => found?.event_id === idOf(entry)) ?? {};
          const verdict = { status, code, issues } as Verdict; // if it is one
          accepted ||= isDelivery(verdict);
          if (isDelivery(verdict) || isRefusal(verdict)) endings.push([entry, verdict]);
          else wait = { code: 'retry', message: '', retryAfter: 0 };
        }
        await settle(endings);
      } else if (!REFUSED_REQUEST.test(code)) wait = reply;
      else if (batch.length > 1) {
        await attempt(batch.slice(0, batch.length / 2));
        await attempt(batch.slice(batch.length / 2));
      } else suspects.push([batch[0]!, reply]);
    };

    for (const entry of entries) inFlight.add(entry);
    report(inFlight.size);
    await attempt(entries);
    for (const [entry, reply] of suspects) {
      const { code, message } = reply;
      // A refusal may be the server's own fault: it is the event's only where it names it, or others were accepted.
      if (accepted || names(message, idOf(entry)))
        await settle([[entry, { status: 'rejected', code, issues: [{ path: '', code, message }] }]]);
      else wait ??= reply;
    }
    for (const entry of entries) inFlight.delete(entry);
    report(inFlight.size);
    return wait ?? 'done';
  };

  return {
    async batch() {
      const entries = pick(await read('queued', MAX_EVENTS + inFlight.size), MAX_BODY_BYTES - ENVELOPE_BYTES);
      return entries.length ? deliver(entries, pick(entries, room()).length === entries.length) : 'empty';
    },
    async lastCall(entries) {
      const picked = pick(entries, room());
      if (picked.length) await deliver(picked, true);
    },
  };
}

/** Whether a refusal is our ingest's own, which speaks JSON, and is about this event. */
function names(text: string, eventId: string): boolean {
  try {
    JSON.parse(text);
    return text.includes(eventId);
  } catch {
    return false; // Somebody else's page, which proves nothing about the event.
  }
}
