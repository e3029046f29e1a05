import { type Crm, type createCrm, isCrmValidationError, type Status } from '../../src/sdk/index.js';
import { globalsOf } from '../support/simulated-globals.js';
import { SimulatedTab } from '../support/simulated-tab.js';
import { type Call, idOfSaying, methodOf, type Saying, wireOf } from './calls.js';
import type { Run } from './run.js';

/** A page that uses the SDK: what it asked for, and what it was told. */
export class FaultPage {
  readonly tab: SimulatedTab;
  readonly crm: Crm;
  /** Promises that the page still waits for. */
  readonly waiting = new Map<Promise<unknown>, string>();
  /** Everything it did before this has been denied. */
  deniedBefore = 0;
  /** Before this the server wants to hear nothing of it, virtual ms. */
  notBefore = 0;
  /** When it has understood that. */
  heardAt = 0;
  lastFrozen = -1;
  /** Until then it may send what it wanted to send when it left, virtual ms. */
  leavingUntil = -1;
  private seen: Status | undefined;

  constructor(
    readonly run: Run,
    name: string,
    consent: NonNullable<Parameters<typeof createCrm>[0]['consent']>,
  ) {
    const { device, plan, network } = run;
    this.tab = new SimulatedTab(name, device);
    const globals = globalsOf(this.tab, device, network);
    this.crm = run.startSdk(globals).createCrm({
      siteId: 'simulated',
      endpoint: '/crm/ingest',
      consent,
      outbox: plan.limits,
      ...(plan.appCheck !== 'none' && { appCheckToken: () => run.appCheckToken(this) }),
      ...(plan.dropsSome && { beforeSend: (event) => (/tk\d*7x/.test(JSON.stringify(event)) ? null : event) }),
    });
  }

  /** Calls one of the four, and changes what it passed right after: the SDK must have copied it. */
  say(saying: Saying): void {
    const { run } = this;
    const { type, sourceId, token, lead, summary } = saying;
    const call: Call = {
      ...saying,
      saying,
      seq: run.nextSeq(),
      page: this,
      eventId: idOfSaying(saying),
      wire: wireOf(saying, new Date(run.device.clock).toISOString()),
      visitor: run.visitor,
      state: 'pending',
      durable: false,
    };
    run.ledger.calls.push(call);
    const payload = structuredClone(saying.payload);
    // The four methods differ only in their payloads, which `newSaying` pairs with the type.
    const emit = this.crm[methodOf(type)] as (payload: unknown, options: object) => ReturnType<Crm['auditCompleted']>;
    const promise = emit(payload, { sourceId, ...(lead && { lead: { ...lead } }), ...(summary && { summary }) });
    for (const key of Object.keys(payload)) payload[key] = 'changed by the page';
    this.wait(`call ${token}`, promise, (receipt) => {
      run.ledger.fulfilled(call, receipt.eventId);
      this.wait(`delivered ${token}`, receipt.delivered, (verdict) => run.ledger.ended(call, verdict));
    });
  }

  /** Comes back from the cache, or from being frozen. */
  async comeBack(): Promise<void> {
    const { now } = this.run.scheduler;
    // The token that it waited for on leaving comes now.
    if (this.lastFrozen < this.leavingUntil) this.leavingUntil += now - this.lastFrozen;
    this.lastFrozen = now;
    await this.tab.leaveCache();
  }

  /** Follows a promise of the SDK to its end, unless the page ends before. */
  wait<T>(label: string, promise: Promise<T>, then: (value: T) => void = () => {}): void {
    this.waiting.set(promise, label);
    promise.then(
      (value) => {
        this.waiting.delete(promise);
        if (this.tab.gone) return;
        this.run.scheduler.note(`${this.tab.name} ${label} fulfilled`);
        then(value);
      },
      (error) => {
        this.waiting.delete(promise);
        if (this.tab.gone) return;
        if (isCrmValidationError(error)) this.run.violated('refused_valid', `${label}: ${error}`);
        else this.run.violated('threw_into_page', `${label} rejected: ${error}`);
      },
    );
  }

  /** To be called after each task of this page: adds up the drops that it reports. */
  observe(): void {
    for (const error of this.tab.thrown.splice(0))
      this.run.violated('threw_into_page', `${this.tab.name}: ${(error as Error)?.stack ?? error}`);
    const status = this.crm.status();
    if (status === this.seen) return;
    for (const [code, count] of Object.entries(status.dropped))
      this.run.ledger.reported(code, count - (this.seen?.dropped[code as keyof Status['dropped']] ?? 0));
    this.seen = status;
  }
}
