import { SimulatedDevice } from '../support/simulated-device.js';
import { SimulatedIngest } from '../support/simulated-ingest.js';
import { SimulatedNetwork } from '../support/simulated-network.js';
import { type Random, seeded } from '../support/simulated-random.js';
import { drain, Scheduler } from '../support/simulated-scheduler.js';
import type { SimulatedTab } from '../support/simulated-tab.js';
import type { Page, World } from '../support/simulated-world.js';
import { chaos } from './actions.js';
import type { Visitor } from './calls.js';
import { FaultPage } from './fault-page.js';
import { Ledger, TOKEN_PATIENCE } from './ledger.js';
import { type Plan, planOf } from './plan.js';
import { reckon } from './reckoning.js';
import type { StartSdk } from './sdk-bundle.js';

/** 2026-03-01, the server's clock when a run begins. */
const EPOCH = Date.UTC(2026, 2, 1);

/** A run of some minutes takes hundreds of tasks, seldom thousands: more than these are a loop. */
const MOST_STEPS = 12_000;

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** What a run came to. */
export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each fault has fired. */
  readonly faults: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly requests: number;
  readonly steps: number;
  /** The same for the same seed. */
  readonly hash: number;
  readonly trace: readonly string[];
}

/** One run: a device, its pages, the server, and all that happens to them. */
export class Run implements World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly device: SimulatedDevice;
  readonly ingest = new SimulatedIngest();
  readonly network: SimulatedNetwork;
  readonly ledger: Ledger;
  readonly pages: FaultPage[] = [];
  readonly visitors: Visitor[] = [{ number: 0, leads: new Set() }];
  readonly violations: Violation[] = [];
  readonly faults: Record<string, number> = {};
  /** What a page that loads now finds decided about consent. */
  consent: 'pending' | 'granted' | 'denied';
  consentChanged = false;
  /** Whether a page has died in a logout: nobody knows whether that counts. */
  resetTorn = false;
  /** Until when a choice is still on its way to some tab, virtual ms. */
  consentHeardBy = 0;
  clockJumped = false;
  /** Whether the troubles are over. */
  calm = false;
  private seq = 0;

  constructor(
    readonly seed: number,
    readonly startSdk: StartSdk,
    tracing = false,
  ) {
    this.random = seeded(seed);
    this.scheduler = new Scheduler(this.random, tracing);
    this.plan = planOf(this.random);
    this.scheduler.note(JSON.stringify(this.plan));
    this.consent = this.plan.consent;
    this.device = new SimulatedDevice(this, this.plan.browser, EPOCH);
    this.device.locks.refused = this.plan.locksRefused;
    this.device.itemsForbidden = this.plan.localStorageFaults;
    this.ingest.bad = this.plan.bad;
    this.ledger = new Ledger(this);
    const weather = {
      network: () => this.fault(this.plan.network),
      server: () => {
        if (!this.calm && this.plan.refusesAll === 'always') return '400_everything' as const;
        this.ingest.mostEvents = this.random.int(1, 10);
        return this.fault(this.plan.server);
      },
      repeats: () =>
        !this.calm && this.random.chance(this.plan.repeats) ? this.random.pick([0, 50, 5_000, 400_000]) : undefined,
    };
    const observer = {
      sent: (flight: Parameters<Ledger['sent']>[0]) => this.ledger.sent(flight),
      ended: ({ page, answer }: Parameters<Ledger['sent']>[0]) => {
        // Only of the form in seconds: a date is read by a clock that may be wrong.
        const seconds = Number(answer?.retryAfter);
        // The page knows once it has read the body, a moment later.
        if (seconds)
          Object.assign(this.pageOf(page), {
            notBefore: this.scheduler.now + seconds * 1000,
            heardAt: this.scheduler.now + 50,
          });
      },
    };
    this.network = new SimulatedNetwork(this, this.ingest, weather, observer, EPOCH);
  }

  get visitor(): Visitor {
    return this.visitors.at(-1)!;
  }

  /** Whether locks were there all the time and none was stolen, so that no event may be in flight twice. */
  get locksTrusted(): boolean {
    return this.plan.browser.locks && !this.plan.locksRefused && !this.faults.lock_stolen;
  }

  /** Whether all tabs can know of a logout. */
  get visitorsTrusted(): boolean {
    const { plan } = this;
    return !plan.localStorageFaults && plan.consent === 'granted' && !plan.consentChanges;
  }

  /** Whether a server that refuses everything can have made a good event look guilty: some were taken, it was not. */
  mayBlame(): boolean {
    return this.plan.refusesAll === 'sometimes' || (this.plan.refusesAll === 'always' && this.calm);
  }

  get living(): FaultPage[] {
    return this.pages.filter(({ tab }) => !tab.gone);
  }
  /** Living pages that run. */
  get running(): FaultPage[] {
    return this.living.filter(({ tab }) => !tab.frozen);
  }

  fire = (fault: string): void => {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    if (fault === 'keepalive_quota') this.violated('oversized', 'more in flight than may outlive the page');
  };

  get restless(): boolean {
    return this.scheduler.steps >= MOST_STEPS;
  }

  nextSeq(): number {
    return ++this.seq;
  }

  violated(invariant: string, what: string): void {
    this.scheduler.note(`VIOLATED ${invariant}: ${what}`);
    if (this.violations.length < 20) this.violations.push({ invariant, what });
  }

  pageOf(page: Page): FaultPage {
    return this.pages.find(({ tab }) => tab === (page as SimulatedTab))!; // tabs are the only pages here
  }

  openPage(consent = this.consent): FaultPage {
    const page = new FaultPage(this, `page${this.pages.length + 1}`, consent);
    this.pages.push(page);
    return page;
  }

  appCheckToken(page: FaultPage): Promise<string> {
    const { tab } = page;
    const kind = this.calm ? 'quick' : this.plan.appCheck;
    if (kind === 'quick') return Promise.resolve('token');
    // What was to be sent on leaving goes when there is a token.
    if (tab.leaving) page.leavingUntil = this.scheduler.now + TOKEN_PATIENCE;
    this.fire(`app_check_${kind}`);
    if (kind === 'fails') return Promise.reject(new Error('simulated'));
    return new Promise((resolve) => {
      if (kind === 'slow') tab.task(this.random.int(1, 3000), 'token', () => resolve('token'));
    });
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await drain();
    for (const until = this.scheduler.now + ms; !this.restless && (await this.scheduler.step(until)); ) {
      if (this.scheduler.steps === MOST_STEPS) this.violated('restless', `${MOST_STEPS} tasks, and still no rest`);
      for (const page of this.pages) page.observe();
      this.ledger.review();
    }
  }

  async whole(): Promise<Outcome> {
    await chaos(this);
    await reckon(this);
    const { seed, violations, faults, ledger, scheduler } = this;
    return {
      seed,
      violations,
      faults,
      calls: ledger.calls.length,
      requests: ledger.requests,
      steps: scheduler.steps,
      hash: scheduler.hash >>> 0,
      trace: scheduler.trace ?? [],
    };
  }

  private fault<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K | 'none' {
    const known = weights as Readonly<Record<K, number>>; // what is missing is never drawn
    if (this.calm || !this.random.chance(this.plan.harshness)) return 'none';
    return Object.values(known).some(Boolean) ? this.random.weighted(known) : 'none';
  }
}

/** Runs one seed from its first call to the reckoning. */
export const simulate = (seed: number, startSdk: StartSdk, tracing = false): Promise<Outcome> =>
  new Run(seed, startSdk, tracing).whole();
