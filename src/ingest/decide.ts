import { bookingTakenBackBy } from '../schema/booking.js';
import type { Lead } from '../schema/lead.js';
import type { Delivery } from './admit.js';
import type { Claim } from './ports.js';
import { projectOnLead } from './project-lead.js';
import { type Place, resolveCase } from './resolve-case.js';

/** What is known of a lead when one of its events is decided on. */
export interface Known {
  lead?: Lead | undefined;
  /** The claims on the ids of the events at hand, by id. */
  claims: Readonly<Record<string, Claim>>;
  /** When a person of that email was erased. Known where it may matter: of no event later than the lead's first. */
  erased_at?: string | undefined;
}

/** What becomes of an event. `accepted` and `conflict` are written down, a `duplicate` is not. */
export type Decision =
  | { kind: 'accepted'; delivery: Delivery; place: Place }
  | { kind: 'duplicate'; delivery: Delivery }
  | { kind: 'conflict'; delivery: Delivery };

/**
 * Decides on one event. Of an erased person nothing from before the erasure is written again, not as a conflict either.
 * Then its claim speaks: the same content again is a duplicate, other content under the id is a conflict unless the
 * event yields, and of an erased event nothing is written again.
 */
export function decide(known: Known, delivery: Delivery): Decision {
  const { event } = delivery;
  if (known.erased_at && event.timestamp <= known.erased_at) return { kind: 'duplicate', delivery };
  const claim = known.claims[event.event_id];
  if (claim) {
    const same = delivery.yields || claim.erased_at !== undefined || claim.content_hash === delivery.content_hash;
    return { kind: same ? 'duplicate' : 'conflict', delivery };
  }
  const intent = delivery.intent ?? intentOfBooking(known, delivery);
  return { kind: 'accepted', delivery, place: resolveCase(known.lead?.cases ?? {}, event, intent) };
}

/** A cancellation that names no intent follows the booking that it takes back, not the lead's latest case. */
function intentOfBooking({ claims, lead }: Known, { event }: Delivery): string | undefined {
  const claim = claims[bookingTakenBackBy(event) ?? ''];
  return claim && lead?.cases[claim.case_id]?.intent;
}

/** What is known once a decision is taken: the next event of the same commit is decided on that. */
export function evolve(known: Known, decision: Decision): Known {
  switch (decision.kind) {
    case 'accepted': {
      const { delivery, place } = decision;
      const { event_id, received_at } = delivery.event;
      const claim: Claim = { case_id: place.case_id, content_hash: delivery.content_hash, received_at };
      return {
        ...known,
        lead: projectOnLead(known.lead, delivery.event, place),
        claims: { ...known.claims, [event_id]: claim },
      };
    }
    case 'duplicate':
    case 'conflict':
      return known;
    default:
      return decision satisfies never;
  }
}
