import { MAX_BODY_BYTES, MAX_EVENTS } from '../schema/protocol.js';
import type { Result } from '../schema/wire.js';
import { type Change, type Ending, type Entry, idOf, type Outbox, type Verdict } from './outbox.js';
import type { Reply, Send } from './transport.js';

/** What the verdicts of the ingest do to an entry (contract §5). By any other word it is kept. */
const FORGET = /^(accepted|duplicate)$/;
const QUARANTINE = /^(conflict|rejected)$/;
/** Room for the envelope around the events, bytes; the App Check token is most of it. */
const ENVELOPE_BYTES = 6 * 1024;
/** The most bytes in flight that may outlive the page; browsers allow 64 KiB, which we share with other scripts. */
const KEEPALIVE_BYTES = 48 * 1024;

type Wait = Omit<Reply & { kind: 'wait' }, 'kind'>;
/** How a batch ended: nothing was there, it is done, another tab is at it, or it is better to wait. */
export type Outcome = 'empty' | 'done' | 'busy' | Wait;

export interface Flush {
  /** Sends one bounded batch, oldest first. */
  batch(): Promise<Outcome>;
  /** Sends what of these fits into a request that may outlive the page; begun before this returns. */
  lastCall(entries: readonly Entry[]): Promise<unknown>;
}

/**
 * Sends entries. They leave the outbox only by a verdict; whatever else happens, they stay. `envelope` wraps events for
 * an attempt, `report` hears how many are in a request, `settled` of each verdict once the outbox knows it.
 */
export function createFlush(
  outbox: Outbox,
  send: Send,
  envelope: (events: readonly string[]) => Promise<string>,
  report: (inFlight: number) => void,
  settled: (endings: readonly Ending[]) => void,
): Flush {
  /** What is in a request now, so that nothing is in two. */
  const inFlight = new Set<Entry>();
  const size = (entries: Iterable<Entry>) => [...entries].reduce((sum, { bytes }) => sum + bytes + 1, ENVELOPE_BYTES);
  const room = () => KEEPALIVE_BYTES - size(inFlight);

  /** The first entries that fit, none that is in a request; of two contents of one id, the first: only the id tells results apart. */
  const pick = (entries: readonly Entry[], most: number) => {
    const ids = new Set([...inFlight].map(idOf));
    let bytes = ENVELOPE_BYTES;
    return entries
      .filter((entry) => ids.size < ids.add(idOf(entry)).size && (bytes += entry.bytes + 1) <= most)
      .slice(0, MAX_EVENTS);
  };

  const settle = async (verdicts: [Entry, Verdict][]) => {
    if (!verdicts.length) return;
    await outbox.write(
      verdicts.map(
        ([entry, verdict]): Change =>
          FORGET.test(verdict.status) ? [entry.key] : [entry.key, { ...entry, state: 'rejected', verdict }],
      ),
    );
    settled(verdicts.map(([{ key }, verdict]) => [key, verdict]));
  };

  const deliver = async (entries: readonly Entry[], keepalive: boolean): Promise<Outcome> => {
    const suspects: [Entry, Reply & { kind: 'refused' }][] = [];
    let accepted = false;
    let wait: Wait | undefined;

    /** A refused batch is halved until the culprit is alone. */
    const attempt = async (batch: readonly Entry[]): Promise<void> => {
      const reply = await send(await envelope(batch.map(({ json }) => json)), keepalive);
      switch (reply.kind) {
        case 'wait':
          wait = reply;
          return;
        case 'refused': {
          const half = batch.length >> 1;
          if (!half) suspects.push([batch[0]!, reply]);
          else for (const part of [batch.slice(0, half), batch.slice(half)]) if (!wait) await attempt(part);
          return;
        }
        case 'answered': {
          const verdicts: [Entry, Verdict][] = [];
          for (const entry of batch) {
            const result = reply.results.find((found) => found?.event_id === idOf(entry));
            const status = result?.status ?? '';
            accepted ||= FORGET.test(status);
            if (FORGET.test(status) || QUARANTINE.test(status)) verdicts.push([entry, verdictOf(result!)]);
            else wait = { cause: 'retry', text: '', retryAfter: 0 };
          }
          return settle(verdicts);
        }
        default:
          reply satisfies never;
      }
    };

    for (const entry of entries) inFlight.add(entry);
    report(inFlight.size);
    try {
      await attempt(entries);
      for (const [entry, { cause, text }] of suspects) {
        // A refusal may be the server's own fault: it is the event's only where it names it, or others were accepted.
        if (accepted || names(text, idOf(entry)))
          await settle([
            [entry, { status: 'rejected', code: cause, issues: [{ path: '', code: cause, message: text }] }],
          ]);
        else wait ??= { cause, text, retryAfter: 0 };
      }
      return wait ?? 'done';
    } finally {
      for (const entry of entries) inFlight.delete(entry);
      report(inFlight.size);
    }
  };

  return {
    async batch() {
      const entries = pick(await outbox.read('queued', MAX_EVENTS + inFlight.size), MAX_BODY_BYTES);
      return entries.length ? deliver(entries, size(entries) < room()) : 'empty';
    },
    async lastCall(entries) {
      const picked = pick(entries, room());
      if (picked.length) await deliver(picked, true);
    },
  };
}

const verdictOf = ({ status, code, issues }: Result) => ({ status, code, issues }) as Verdict;

/** Whether a refusal is our ingest's own and is about this event. */
function names(text: string, eventId: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)).includes(eventId);
  } catch {
    return false; // Not JSON: somebody else's page, which proves nothing about the event.
  }
}
