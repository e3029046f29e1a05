import { contentHash } from '../../src/schema/content-hash.js';
import type { WireEvent } from '../../src/schema/event.js';

/** What marks an event that the ingest can never take. */
export const BAD = 'not-for-the-crm';

/** What the ingest answers, or the server in its place. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: string;
}

/** What the server does to a request instead of, or besides, what it should. */
export type IngestFault =
  | 'none'
  | '503'
  | '503_seconds'
  | '503_date'
  | '429'
  | '500'
  | '401'
  | '404'
  | '400_everything'
  | '413'
  | 'captive_portal'
  | 'verdict_retry'
  | 'verdict_missing'
  | 'verdict_unknown';

/** How a plain 400 is told: our own JSON that names the event, one that does not, or somebody else's page. */
export type BadAnswer = 'verdict' | '400_naming' | '400_silent';

const PORTAL = '<!doctype html><title>Wi-Fi</title><p>Please log in.</p>';
const WAIT = { status: 503, text: 'come back later' };

/** The ingest of contract §5, as small as it can be told: an id is stored once, with the content that came first. */
export class SimulatedIngest {
  readonly stored = new Map<string, { readonly event: WireEvent; readonly content: string }>();
  /** What came under a taken id with other content: kept for the agents. */
  readonly conflicts = new Set<string>();
  /** The most events in a request before it answers 413. */
  mostEvents = 50;
  bad: BadAnswer = 'verdict';

  /** @param epochMs the server's time now. */
  receive(body: string, fault: IngestFault, epochMs: number, chance: (p: number) => boolean): SimulatedAnswer {
    const seconds = 1 + (epochMs % 90);
    switch (fault) {
      case '503':
        return WAIT;
      case '503_seconds':
        return { ...WAIT, retryAfter: `${seconds}` };
      case '503_date':
        return { ...WAIT, retryAfter: new Date(epochMs + seconds * 1000).toUTCString() };
      case '429':
        return { status: 429, text: '', retryAfter: `${seconds}` };
      case '500':
      case '401':
      case '404':
        return { status: Number(fault), text: 'no' };
      case '400_everything':
        return { status: 400, text: '{"error":"envelope"}' };
      case 'captive_portal':
        return { status: 200, text: PORTAL };
      default:
    }
    const { events } = JSON.parse(body) as { events: WireEvent[] };
    if (fault === '413' && events.length > this.mostEvents) return { status: 413, text: '{"error":"too_large"}' };
    const bad = events.find((event) => isBad(event));
    if (bad && this.bad !== 'verdict')
      return { status: 400, text: this.bad === '400_naming' ? `{"error":"bad","event_id":"${bad.event_id}"}` : 'bad' };
    const results: object[] = [];
    for (const event of events) {
      const { event_id } = event;
      if (fault === 'verdict_retry' && chance(0.5)) results.push({ event_id, status: 'retry' });
      else if (fault === 'verdict_missing' && chance(0.3)) continue;
      else if (isBad(event) || !event.lead)
        results.push({ event_id, status: 'rejected', issues: [{ path: 'payload', code: 'custom', message: BAD }] });
      else {
        const status = this.take(event);
        if (fault === 'verdict_unknown' && chance(0.5)) results.push({ event_id, status: 'postponed' });
        else if (fault !== 'verdict_missing' || chance(0.5)) results.push({ event_id, status });
      }
    }
    if (chance(0.3)) results.reverse();
    return { status: 200, text: JSON.stringify({ received_at: new Date(epochMs).toISOString(), results }) };
  }

  has(id: string, content: string): boolean {
    return this.stored.get(id)?.content === content;
  }

  private take(event: WireEvent): 'accepted' | 'duplicate' | 'conflict' {
    const content = contentHash(event);
    const there = this.stored.get(event.event_id);
    if (!there) {
      this.stored.set(event.event_id, { event, content });
      return 'accepted';
    }
    if (there.content === content) return 'duplicate';
    this.conflicts.add(event.event_id + content);
    return 'conflict';
  }
}

export const isBad = ({ payload }: { readonly payload: unknown }): boolean => JSON.stringify(payload).includes(BAD);
