import type { Runs } from './backfill-ports.js';
import { linesOf, partPrefix, type Waiting } from './put-aside.js';

/** The events of one lead that wait to be written, in the order of time. */
export interface WaitingLead {
  readonly email: string;
  readonly waiting: readonly Waiting[];
}

/** One part of the leads, with all that waits of them. */
export interface Part {
  readonly partition: number;
  /** By email. */
  readonly leads: readonly WaitingLead[];
  /** The chunks it came from. */
  readonly chunks: readonly string[];
}

/** Reads what was put aside of one part. */
export async function partOfRun(runs: Runs, partition: number): Promise<Part> {
  const leads = new Map<string, Waiting[]>();
  const chunks: string[] = [];
  for await (const chunk of runs.chunks(partPrefix(partition))) {
    chunks.push(chunk.id);
    for (const waiting of linesOf<Waiting>(chunk)) {
      const { email } = waiting.event.lead;
      const others = leads.get(email);
      if (others) others.push(waiting);
      else leads.set(email, [waiting]);
    }
  }
  return {
    partition,
    leads: [...leads]
      .map(([email, waiting]) => ({ email, waiting: waiting.sort(byTime) }))
      .sort((a, b) => (a.email < b.email ? -1 : 1)),
    chunks,
  };
}

/** Of equal times the id decides, then the session: the order must not depend on how the sessions were read. */
function byTime({ event: a, session: s }: Waiting, { event: b, session: t }: Waiting): number {
  const keys = [a.timestamp + a.event_id + s, b.timestamp + b.event_id + t] as const;
  return keys[0] < keys[1] ? -1 : keys[0] > keys[1] ? 1 : 0;
}
