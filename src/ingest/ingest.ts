import type { CountryCode } from 'libphonenumber-js/min';
import type { Answer, Envelope, Result } from '../schema/wire.js';
import { type Admission, admit, type Delivery } from './admit.js';
import { bounded } from './bounded.js';
import { ingestLead, type Verdict } from './ingest-lead.js';
import { origin } from './instants.js';
import type { SiteIntents } from './intent.js';
import type { Store } from './ports.js';

/** How a batch is ingested. */
export interface IngestOptions {
  store: Store;
  /** Where a phone number without a country code is from. @default 'TH' */
  region?: CountryCode;
  /** The intents of each site. @default the Thai visas, for every site */
  intents?: SiteIntents;
  /** How many leads of one batch are written at a time. @default 8 */
  leadsAtOnce?: number;
}

const DEFAULTS: Required<Omit<IngestOptions, 'store'>> = { region: 'TH', intents: {}, leadsAtOnce: 8 };

interface Placed {
  delivery: Delivery;
  index: number;
}

/**
 * Ingests one batch: admits each event, writes those of one lead together, answers one result per event in the order
 * sent. An event that cannot be written now is answered `retry`; it throws only where the store breaks its promise.
 */
export async function ingest(envelope: Envelope, receivedAt: string, options: IngestOptions): Promise<Answer> {
  const { store, region, intents, leadsAtOnce } = { ...DEFAULTS, ...options };
  const around = {
    site_id: envelope.site_id,
    sent_at: envelope.sent_at,
    received_at: receivedAt,
    region,
    intents: Object.hasOwn(intents, envelope.site_id) ? intents[envelope.site_id] : undefined,
  };
  const admissions = envelope.events.map((event) => admit(event, around));
  const results: Result[] = [];
  await bounded(byLead(admissions), leadsAtOnce, async (placed) => {
    const verdicts = await ingestLead(
      store,
      placed.map(({ delivery }) => delivery),
    );
    placed.forEach(({ delivery, index }, i) => {
      results[index] = resultOf(delivery, verdicts[i]!);
    });
  });
  return {
    received_at: receivedAt,
    results: admissions.map((admission, i) => (admission.ok ? results[i]! : admission.result)),
  };
}

/** The admitted events of each lead, earliest first: a batch that was kept for weeks opens as few cases as it can. */
function byLead(admissions: readonly Admission[]): Placed[][] {
  const groups = new Map<string, Placed[]>();
  for (const [index, admission] of admissions.entries()) {
    if (!admission.ok) continue;
    const { lead_id } = admission.delivery.event;
    groups.set(lead_id, [...(groups.get(lead_id) ?? []), { delivery: admission.delivery, index }]);
  }
  return [...groups.values()].map((placed) => placed.sort(byTime));
}

const byTime = ({ delivery: { event: a } }: Placed, { delivery: { event: b } }: Placed): number =>
  origin(a) < origin(b) ? -1 : origin(a) > origin(b) ? 1 : 0;

function resultOf({ event, warnings }: Delivery, verdict: Verdict): Result {
  return { event_id: event.event_id, ...verdict, ...(warnings.length && { warnings }) };
}
