import { canonicalJson, contentHash } from '../../src/schema/content-hash.js';
import type { WireEvent } from '../../src/schema/event.js';
import type { Verdict } from '../../src/sdk/index.js';
import { isBad } from '../support/simulated-ingest.js';
import type { Flight } from '../support/simulated-network.js';
import type { Call } from './calls.js';
import type { FaultPage } from './fault-page.js';
import type { Run } from './run.js';

/** One event in one request. */
interface Send {
  readonly flight: Flight;
  readonly page: FaultPage;
  readonly token: string;
  /** Sent because the page may not come back: the one place where a repeat is acceptable. */
  readonly leaving: boolean;
}

/** How long a request may wait for its App Check token, ms. */
export const TOKEN_PATIENCE = 6_000;

const MOST_BYTES = 256 * 1024;

/** Writes down what was called, sent and told, and notices what must never be. */
export class Ledger {
  readonly calls: Call[] = [];
  readonly sends = new Map<string, Send[]>();
  /** Drops that pages have reported, by code. */
  readonly drops = new Map<string, number>();
  /** Events the page has asked to try again. */
  readonly retried = new Set<string>();
  /** Dead letters that were given up, by event id, and the last page that did it. */
  readonly discarded = new Map<string, FaultPage>();
  requests = 0;

  constructor(private readonly run: Run) {}

  fulfilled(call: Call, eventId: string): void {
    const { run } = this;
    call.state = 'fulfilled';
    call.durable = run.device.records().some((record) => record.includes(call.token));
    if (eventId !== call.eventId) run.violated('altered', `${call.token}: the receipt names ${eventId}`);
    const { persistence, consent } = call.page.crm.status();
    // What has gone further than the disk needs it no more, and what is dropped never gets there.
    const gone =
      run.ingest.stored.has(call.eventId) ||
      this.sends.has(call.eventId) ||
      run.consentChanged ||
      call.visitor !== run.visitor ||
      // Where tabs cannot tell one another of a logout, one may just have ended what another one holds.
      (run.plan.localStorageFaults && call.visitor.number && !call.lead) ||
      // What has happened to it while its page was frozen is told a moment later.
      run.scheduler.now <= call.page.lastFrozen + 100;
    if (persistence === 'indexeddb' && consent === 'granted' && !call.durable && !gone)
      call.page.wait(`fate of ${call.token}`, Promise.resolve(), () => this.notDurable.add(call));
  }

  /** Calls that were fulfilled without being on the disk; a verdict in the same task excuses them. */
  readonly notDurable = new Set<Call>();

  /** To be called after each task. */
  review(): void {
    for (const call of this.notDurable)
      if (!call.verdict) this.run.violated('not_durable', `${call.token} was called durable and is not on the disk`);
    this.notDurable.clear();
  }

  ended(call: Call, verdict: Verdict): void {
    const { run } = this;
    const { status, code } = verdict;
    call.verdict = verdict;
    call.endedAt = run.scheduler.now;
    const said = `${call.token} of ${call.page.tab.name}: ${status} ${code ?? ''}`;
    const others = this.calls.some((other) => other.eventId === call.eventId && other.token !== call.token);
    switch (status) {
      case 'accepted':
      case 'duplicate':
        if (!this.isStored(call)) run.violated('false_verdict', `${said}, but the server does not have it`);
        return;
      case 'conflict':
        if (!others && run.visitorsTrusted && this.leadsOf(call).size < 2)
          run.violated('false_verdict', `${said}, but nothing else has its id`);
        return;
      case 'rejected':
        if (!isBad(call) && !run.mayBlame())
          run.violated('wrongly_quarantined', `${said}, but there is nothing wrong with it`);
        return;
      case 'dropped':
        if (code === 'expired' && !this.sends.has(call.eventId) && call.page.run.plan.appCheck !== 'hangs')
          run.violated('expired_untried', said);
        if (!this.mayDrop(call, code)) run.violated('groundless_drop', said);
        return;
      default:
        status satisfies never;
    }
  }

  /** Whether there was any reason for a drop. */
  private mayDrop({ lead, token }: Call, code: string | undefined): boolean {
    const { plan, consentChanged, clockJumped, visitors, resetTorn } = this.run;
    switch (code) {
      case 'dropped_by_page':
        return plan.dropsSome;
      case 'consent_denied':
        return consentChanged;
      case 'outbox_full':
        return Object.keys(plan.limits).length > 0;
      case 'expired':
        return clockJumped;
      case 'never_identified':
        // A denial, too, begins with a stranger.
        return !lead && (visitors.length > 1 || clockJumped || resetTorn || consentChanged);
      case 'discarded':
        return this.discarded.has(this.idOf(token));
      default:
        return false;
    }
  }

  reported(code: string, count: number): void {
    this.drops.set(code, (this.drops.get(code) ?? 0) + count);
  }

  sent(flight: Flight): void {
    const { run } = this;
    this.requests++;
    const page = run.pageOf(flight.page);
    const { events } = JSON.parse(flight.body) as { events: WireEvent[] };
    if (events.length > 50 || Buffer.byteLength(flight.body) > MOST_BYTES)
      run.violated('oversized', `${events.length} events, ${flight.body.length} characters`);
    const leaving = page.tab.leaving || run.scheduler.now < page.leavingUntil;
    // What was about to be sent when the page heard it, and waited for its token, is sent.
    const heard = page.heardAt + (/slow|hangs/.test(run.plan.appCheck) ? TOKEN_PATIENCE : 0);
    if (!leaving && run.scheduler.now > heard && run.scheduler.now < page.notBefore - 1 && !run.clockJumped)
      run.violated(
        'impatient',
        `${page.tab.name} sends ${page.notBefore - run.scheduler.now} ms too early, at ${run.scheduler.now}`,
      );
    for (const event of events) this.sentEvent(event, { flight, page, leaving });
  }

  private sentEvent(event: WireEvent, to: Pick<Send, 'flight' | 'page' | 'leaving'>) {
    const { run } = this;
    const { lead, ...rest } = event;
    const text = canonicalJson(rest);
    const meant = this.calls.filter(({ eventId, wire }) => eventId === event.event_id && wire === text);
    const said = `${to.page.tab.name} sends ${meant[0]?.token ?? event.event_id}`;
    if (!meant.length) return run.violated('altered', `${said}, which no call emitted so: ${text.slice(0, 300)}`);
    if (!meant.some((call) => this.mayHave(call, lead)))
      run.violated('wrong_lead', `${said} of visitor ${meant[0]!.visitor.number} as ${JSON.stringify(lead)}`);
    const { token } = meant[0]!;
    const same = this.calls.filter((call) => call.token === token);
    if (same.every(({ page, seq }) => page === to.page && seq < to.page.deniedBefore))
      run.violated('sent_after_denied', said);
    // A broken disk cannot be purged, an attempt that another tab has begun may still wait for its token, and what the
    // server has already does not come back: it is a repeat. Tabs that cannot tell one another of a logout may not agree.
    const long = run.scheduler.now - TOKEN_PATIENCE;
    if (
      !run.plan.storageFaults &&
      !same.some((call) => this.isStored(call)) &&
      same.every(({ verdict, endedAt }) => verdict?.status === 'dropped' && endedAt! < long) &&
      !(run.plan.localStorageFaults && same.every(({ verdict }) => verdict?.code === 'never_identified'))
    )
      run.violated('resurrected', `${said}, which was reported as ${same[0]!.verdict?.code}`);
    const before = this.sends.get(event.event_id) ?? [];
    this.repeated(
      said,
      before.filter((send) => send.token === token),
      to,
    );
    this.sends.set(event.event_id, [...before, { ...to, token }]);
  }

  /** Each repeat needs an excuse: nobody knows what became of the send before, or somebody asked for it. */
  private repeated(said: string, before: readonly Send[], now: Pick<Send, 'leaving' | 'page'>) {
    const { run } = this;
    // A tab that no other one can tell anything asks the ingest again.
    if (!run.locksTrusted || now.leaving || !run.plan.browser.channels) return;
    let answered = 0;
    for (const { flight, page, leaving, token } of before) {
      // What is sent on leaving waits for no lock, nor do the halves of it that follow a 413.
      const left = before.some((send) => send.leaving && (send.page === page || send.page === now.page));
      // A page that comes back goes on where it stood, and puts back what it has missed the verdict on, for anyone to send.
      const asking = this.calls.filter((call) => call.token === token).map((call) => call.page.lastFrozen);
      const stale = Math.max(page.lastFrozen, now.page.lastFrozen, ...asking) + 100 >= flight.begun;
      if (leaving || left || page.tab.gone || stale) continue;
      if (flight.open) run.violated('in_flight_twice', `${said}, which is in flight from ${page.tab.name}`);
      const calls = this.calls.filter((call) => call.token === token);
      if (isFinal(flight, calls[0]!.eventId)) answered++;
      // Said twice it may be sent twice: the ingest knows better than a tab whether it is the same. And where the disk
      // may not be written, be it broken or forbidden by `pending`, nothing can be deleted from it.
      const excused = run.plan.storageFaults || run.consentChanged || this.retried.has(calls[0]!.eventId);
      if (answered >= calls.length && !excused)
        run.violated('needless_repeat', `${said}, which ${page.tab.name} has the answer for`);
    }
  }

  private idOf(token: string) {
    return this.calls.find((call) => call.token === token)!.eventId;
  }

  /** Every lead that an event of this id can have come with. */
  private leadsOf({ eventId }: Call): Set<string> {
    const leads = new Set<string>();
    for (const call of this.calls)
      if (call.eventId === eventId)
        for (const lead of call.lead ? [JSON.stringify(call.lead)] : call.visitor.leads) leads.add(lead);
    return leads;
  }

  /** Whether the server has this event with the content of the call; the lead counts where the call named one. */
  isStored(call: Call): boolean {
    const there = this.run.ingest.stored.get(call.eventId)?.event;
    if (!there) return false;
    const { type, payload, summary, lead = there.lead } = call;
    return this.run.ingest.has(call.eventId, contentHash({ type, payload, summary, lead } as WireEvent)); // what it hashes
  }

  private mayHave(call: Call, lead: WireEvent['lead'] | undefined): boolean {
    if (call.lead) return canonicalJson(call.lead) === canonicalJson(lead);
    const text = canonicalJson(lead ?? null);
    if (this.run.visitorsTrusted) return call.visitor.leads.has(text);
    return this.run.visitors.some(({ leads }) => leads.has(text));
  }
}

/** Whether the page has learned all there is to learn about an event. */
function isFinal({ answer }: Flight, eventId: string): boolean {
  if (answer?.status !== 200) return false;
  try {
    const { results } = JSON.parse(answer.text) as { results: { event_id: string; status: string }[] };
    return results.some(
      (one) => one.event_id === eventId && /^(accepted|duplicate|conflict|rejected)$/.test(one.status),
    );
  } catch {
    return false; // A captive portal's page.
  }
}
