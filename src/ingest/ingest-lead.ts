import { bookingTakenBackBy } from '../schema/booking.js';
import type { CaseDocument } from '../schema/case.js';
import { casePath, claimPath, leadPath } from '../schema/collections.js';
import type { Delivery } from './admit.js';
import { type Decision, decide, evolve, type Known } from './decide.js';
import { type Documents, documentsBy } from './documents.js';
import { origin } from './instants.js';
import { type Beside, type Get, isStoreFailure, type Step, type Store, type Write } from './ports.js';
import { continuing, projectOnCase } from './project-case.js';
import { conflictWrite, eventWrites, writesOf } from './writes.js';

/**
 * The most documents that the rules may look at in one commit; the same one before and after the commit counts twice.
 * https://firebase.google.com/docs/firestore/security/rules-structure#access_call_limits
 */
const MAX_LOOKS_PER_COMMIT = 20;

/** For each event the rules look at it and at its claim; beside it, at most at one claim more. */
const LOOKS_OF_EVENT = 2;
const LOOKS_WITH_BESIDE = 3;

/** The most events in one commit: for each the rules look at it and its claim, and for all at the lead and the case. */
export const MAX_EVENTS_PER_COMMIT = (MAX_LOOKS_PER_COMMIT - 2) / LOOKS_OF_EVENT;

/** What became of one event of a lead. */
export type Verdict =
  | { status: 'accepted' | 'duplicate' }
  | { status: 'conflict'; code: 'content_differs' }
  | { status: 'rejected'; code: 'refused_by_rules' }
  | { status: 'retry'; code: 'contention' | 'unavailable' | 'rate_limited' };

/**
 * Writes the events of one lead in as few transactions as the rules allow; one verdict each, in the order given. A
 * commit of several that the rules refuse is tried again event by event, so that one takes no other with it. After a
 * failure that will pass, this event and those behind it are left for later. `beside` says what accepted events change
 * beyond their own documents.
 */
export async function ingestLead(store: Store, deliveries: readonly Delivery[], beside?: Beside): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let oneByOneUntil = 0;
  while (verdicts.length < deliveries.length) {
    const from = verdicts.length;
    const atOnce = from < oneByOneUntil ? 1 : MAX_EVENTS_PER_COMMIT;
    const some = deliveries.slice(from, from + atOnce);
    const ahead = deliveries.slice(from + atOnce).map(({ event }) => claimPath(event.event_id));
    try {
      verdicts.push(...(await store.transact(some[0]!.event.lead_id, (get) => step(some, get, beside), ahead)));
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      if (error.reason === 'refused' && some.length > 1) oneByOneUntil = from + some.length;
      else if (error.reason === 'refused') verdicts.push({ status: 'rejected', code: 'refused_by_rules' });
      else
        return [...verdicts, ...deliveries.slice(from).map(() => ({ status: 'retry', code: error.reason }) as Verdict)];
    }
  }
  return verdicts;
}

/** One commit: as many of the events as fit, at least one. */
async function step(deliveries: readonly Delivery[], get: Get, beside?: Beside): Promise<Step<Verdict[]>> {
  const documents = documentsBy(get);
  const before = await knownOf(deliveries, documents);
  const { decisions, after } = decideAll(deliveries, before, beside ? LOOKS_WITH_BESIDE : LOOKS_OF_EVENT);
  const accepted = decisions.flatMap(({ kind, delivery }) => (kind === 'accepted' ? [delivery] : []));
  const [cases, conflicts, others] = await Promise.all([
    caseWrites(decisions, documents),
    conflictWrites(decisions, documents),
    beside && accepted.length ? beside(accepted, get) : [],
  ]);
  const events = decisions.flatMap((decision) =>
    decision.kind === 'accepted' ? eventWrites(decision.delivery, decision.place.case_id) : [],
  );
  const lead = writesOf(leadPath(deliveries[0]!.event.lead_id), before.lead, after.lead);
  return { writes: [...events, ...cases, ...lead, ...conflicts, ...others], outcome: decisions.map(verdictOf) };
}

async function knownOf(deliveries: readonly Delivery[], documents: Documents): Promise<Known> {
  const email = deliveries[0]!.event.lead_id;
  const named = deliveries.flatMap(({ event }) => [event.event_id, bookingTakenBackBy(event)]);
  const ids = [...new Set(named.filter((id) => id !== undefined))];
  const [lead, ...claims] = await Promise.all([documents.lead(email), ...ids.map((id) => documents.claim(id))]);
  const found = ids.flatMap((id, i) => (claims[i] ? [[id, claims[i]] as const] : []));
  // A lead that came after an erasure began after it: what is not older than the lead was never erased.
  const mayBeErased = deliveries.some(({ event }) => !lead || event.timestamp < lead.created_at);
  const erasure = mayBeErased ? await documents.erasure(email) : undefined;
  return { lead, claims: Object.fromEntries(found), erased_at: erasure?.erased_at };
}

function decideAll(
  deliveries: readonly Delivery[],
  before: Known,
  looks: number,
): { decisions: Decision[]; after: Known } {
  const decisions: Decision[] = [];
  let after = before;
  for (const delivery of deliveries) {
    const decision = decide(after, delivery);
    if (decisions.length && !fits(decision, decisions, before, looks)) break;
    decisions.push(decision);
    after = evolve(after, decision);
  }
  return { decisions, after };
}

/**
 * Whether the rules let a decision into the same commit: one case in each, since rules can check one entry of a lead's
 * directory; a case that is opened begins with the event that opens it; no more documents than they may look at; no
 * conflict with a claim that does not stand yet.
 */
function fits(decision: Decision, others: readonly Decision[], before: Known, looks: number): boolean {
  const all = [...others, decision];
  const [first, ...rest] = all.filter((one) => one.kind === 'accepted');
  if (rest.some(({ place }) => place.case_id !== first?.place.case_id)) return false;
  if (first?.place.opens && rest.some(({ delivery }) => origin(delivery.event) < origin(first.delivery.event)))
    return false;
  if (looksOf(all, before, looks) > MAX_LOOKS_PER_COMMIT) return false;
  return decision.kind !== 'conflict' || decision.delivery.event.event_id in before.claims;
}

/** How many documents the rules look at because of decisions on one case. */
function looksOf(decisions: readonly Decision[], { lead }: Known, looks: number): number {
  const claims = new Set(
    decisions.flatMap(({ kind, delivery: { event } }) => (kind === 'conflict' ? [event.event_id] : [])),
  );
  const accepted = decisions.filter((decision) => decision.kind === 'accepted');
  const { place } = accepted[0] ?? {};
  if (!place) return claims.size;
  // A case must end with an event that is there, also where none of these is the one.
  const end = lead?.cases[place.case_id]?.last_event_at ?? '';
  const last = accepted.some(({ delivery: { event } }) => event.timestamp > end) ? 0 : 1;
  const bridged = new Set(accepted.flatMap(({ place: { bridges } }) => bridges)).size;
  return claims.size + looks * accepted.length + 2 + last + bridged;
}

async function caseWrites(decisions: readonly Decision[], documents: Documents): Promise<Write[]> {
  const accepted = decisions.filter((decision) => decision.kind === 'accepted');
  const opened = new Set(accepted.filter(({ place }) => place.opens).map(({ place }) => place.case_id));
  const ids = [...new Set(accepted.flatMap(({ place }) => [place.case_id, ...place.bridges]))];
  const before = new Map(
    await Promise.all(ids.map(async (id) => [id, opened.has(id) ? undefined : await documents.caseOf(id)] as const)),
  );
  const after = new Map<string, CaseDocument | undefined>(before);
  for (const { delivery, place } of accepted) {
    after.set(place.case_id, projectOnCase(after.get(place.case_id), delivery.event, place));
    for (const id of place.bridges) {
      const younger = after.get(id);
      if (younger) after.set(id, continuing(younger, place.case_id));
    }
  }
  return ids.flatMap((id) => writesOf(casePath(id), before.get(id), after.get(id)));
}

/** A conflict is kept once, however often it is delivered. */
async function conflictWrites(decisions: readonly Decision[], documents: Documents): Promise<Write[]> {
  const conflicts = decisions.filter(({ kind }) => kind === 'conflict').map(({ delivery }) => delivery);
  const distinct = new Map(conflicts.map((delivery) => [delivery.event.event_id + delivery.content_hash, delivery]));
  const kept = await Promise.all(
    [...distinct.values()].map(({ event, content_hash }) => documents.conflict(event.event_id, content_hash)),
  );
  return [...distinct.values()].filter((_, i) => !kept[i]).map(conflictWrite);
}

function verdictOf({ kind }: Decision): Verdict {
  return kind === 'conflict' ? { status: kind, code: 'content_differs' } : { status: kind };
}
