import type { Answer, Envelope, Result } from '../schema/wire.js';
import { type Admission, admit, type Delivery } from './admit.js';
import { bounded } from './bounded.js';
import { ingestLead, type Verdict } from './ingest-lead.js';
import { origin } from './instants.js';
import type { SiteIntents } from './intent.js';
import type { Region } from './phone.js';
import type { Beside, Store } from './ports.js';

/** How a batch is ingested. */
export interface IngestOptions {
  store: Store;
  /** Where a phone number without a country code is from. @default 'TH' */
  region?: Region;
  /** The intents of each site. @default the Thai visas, for every site */
  intents?: SiteIntents;
  /** How many leads of one batch are written at a time. @default 8 */
  leadsAtOnce?: number;
  /**
   * Whether the events are copies, such as those from the old collection: what stands under an id is then taken for the
   * event, in whatever form, and answered `duplicate`. @default false
   */
  yields?: boolean;
  /** The account of the agent who sends, as their token proved it: a call that names who recorded it is taken from them alone. */
  agent?: string | undefined;
  /** What accepted events change besides, in the same commit. @default nothing */
  beside?: Beside | undefined;
  /** Asked once for each lead of a batch; where it says no, the lead's events are answered `retry`. @default yes */
  mayWrite?(lead: string): Promise<boolean>;
}

const DEFAULTS: Required<Omit<IngestOptions, 'store' | 'beside' | 'agent'>> = {
  region: 'TH',
  intents: {},
  leadsAtOnce: 8,
  yields: false,
  mayWrite: async () => true,
};

interface Placed {
  delivery: Delivery;
  index: number;
}

const LATER: Verdict = { status: 'retry', code: 'rate_limited' };

/**
 * Ingests one batch: admits each event, writes those of one lead together, answers one result per event in the order
 * sent. An event that cannot be written now is answered `retry`; it throws only where the store breaks its promise.
 */
export async function ingest(envelope: Envelope, receivedAt: string, options: IngestOptions): Promise<Answer> {
  const { store, beside, agent, region, intents, leadsAtOnce, yields, mayWrite } = { ...DEFAULTS, ...options };
  const around = {
    site_id: envelope.site_id,
    sent_at: envelope.sent_at,
    received_at: receivedAt,
    region,
    yields,
    agent,
    intents: Object.hasOwn(intents, envelope.site_id) ? intents[envelope.site_id] : undefined,
  };
  const admissions = envelope.events.map((event) => admit(event, around));
  const results: Result[] = [];
  await bounded(byLead(admissions), leadsAtOnce, async (placed) => {
    const deliveries = placed.map(({ delivery }) => delivery);
    const lead = deliveries[0]!.event.lead_id;
    const verdicts = (await mayWrite(lead)) ? await ingestLead(store, deliveries, beside) : deliveries.map(() => LATER);
    placed.forEach(({ delivery, index }, i) => {
      results[index] = resultOf(delivery, verdicts[i]!);
    });
  });
  return {
    received_at: receivedAt,
    results: admissions.map((admission, i) => (admission.ok ? results[i]! : admission.result)),
  };
}

/**
 * The admitted events of each lead. Those of one intent come together, because a commit is of one case, and the earliest
 * of them first: a batch that was kept for weeks opens as few cases as it can. What joins any case comes last.
 */
function byLead(admissions: readonly Admission[]): Placed[][] {
  const groups = new Map<string, Placed[]>();
  for (const [index, admission] of admissions.entries()) {
    if (!admission.ok) continue;
    const { lead_id } = admission.delivery.event;
    groups.set(lead_id, [...(groups.get(lead_id) ?? []), { delivery: admission.delivery, index }]);
  }
  return [...groups.values()].map((placed) => placed.sort(byIntentAndTime));
}

function byIntentAndTime({ delivery: a }: Placed, { delivery: b }: Placed): number {
  if (a.intent !== b.intent) return b.intent === undefined || (a.intent !== undefined && a.intent < b.intent) ? -1 : 1;
  return origin(a.event) < origin(b.event) ? -1 : origin(a.event) > origin(b.event) ? 1 : 0;
}

function resultOf({ event, warnings }: Delivery, verdict: Verdict): Result {
  return { event_id: event.event_id, ...verdict, ...(warnings.length && { warnings }) };
}
