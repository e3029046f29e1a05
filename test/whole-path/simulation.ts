import type { WireEvent } from '../../src/schema/event.js';
import { EVENT_KINDS, eventId, sourceIdOf } from '../../src/schema/event-id.js';
import type { Crm, Verdict } from '../../src/sdk/index.js';
import type { StartSdk } from '../faults/sdk-bundle.js';
import { DAY, SITE, type Wire, wire } from '../ingest/wire-events.js';
import { SimulatedDevice } from '../support/simulated-device.js';
import { globalsOf } from '../support/simulated-globals.js';
import type { SimulatedNetwork } from '../support/simulated-network.js';
import { type Random, seeded } from '../support/simulated-random.js';
import { drain, Scheduler } from '../support/simulated-scheduler.js';
import { SimulatedTab } from '../support/simulated-tab.js';
import type { World } from '../support/simulated-world.js';
import { SimulatedFunction } from './function.js';
import { NETWORK_FAULTS, REPEATS, WholePathNetwork } from './network.js';

/** The server's clock when a run begins. */
const EPOCH = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const METHODS = {
  AUDIT_COMPLETED: 'auditCompleted',
  CALL_REQUESTED: 'callRequested',
  CHAT_SUMMARIZED: 'chatSummarized',
  APPOINTMENT_BOOKED: 'appointmentBooked',
} as const;

/** One call of a page, and what became of it. */
export interface Call {
  readonly event: WireEvent;
  /** When it happened, by the server's clock, epoch ms. */
  readonly happened: number;
  /** It was on the disk when its promise was fulfilled. */
  durable: boolean;
  verdict?: Verdict;
}

interface OpenPage {
  tab: SimulatedTab;
  crm: Crm;
  device: SimulatedDevice;
}

/** Two devices of the same people, the network and the function, and all that happens to them. */
export class Simulation implements World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly server: SimulatedFunction;
  readonly calls: Call[] = [];
  readonly faults: Record<string, number> = {};
  private readonly network: WholePathNetwork;
  private readonly devices: SimulatedDevice[];
  private readonly harshness: number;
  private pages: OpenPage[] = [];
  private calm = false;

  constructor(
    seed: number,
    private readonly startSdk: StartSdk,
    { claims = true } = {},
  ) {
    this.random = seeded(seed);
    this.scheduler = new Scheduler(this.random, false);
    this.harshness = this.random.pick([0, 0.2, 0.5]);
    const deadliness = this.random.pick([0, 0.01, 0.05]);
    this.server = new SimulatedFunction(this, EPOCH, () => (this.calm ? 0 : deadliness), claims);
    this.network = new WholePathNetwork(this, this.server, {
      fault: () => (!this.calm && this.random.chance(this.harshness) ? this.random.pick(NETWORK_FAULTS) : 'none'),
      repeats: () => (!this.calm && this.random.chance(0.25) ? this.random.pick(REPEATS) : undefined),
    });
    this.devices = [0, 1].map(() => {
      const device = new SimulatedDevice(
        this,
        { indexedDb: true, locks: this.random.chance(0.8), channels: true },
        EPOCH,
      );
      device.clockOffset = this.random.pick([0, 0, 4 * 60_000, -20 * 60_000, 5 * HOUR, -3 * DAY, 400 * DAY]);
      return device;
    });
  }

  fire = (fault: string): void => {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  };

  /** The troubled time, then a calm one in which every outbox is emptied. Answers how many events still wait. */
  async run(): Promise<number> {
    let at = 0;
    for (let i = this.random.int(5, 40); i > 0; i--) {
      at += this.random.pick([0, 5, 300, 5_000, 60_000]);
      this.scheduler.after(at, 'world', 'acts', () => this.act());
    }
    await this.pass(at + 60_000);
    this.calm = true;
    for (const { tab } of this.pages) tab.dieIn(Number.POSITIVE_INFINITY);
    for (const device of this.devices) this.open(device);
    await this.pass(30 * HOUR);
    for (const { crm } of this.living) void crm.flush();
    await this.pass(HOUR);
    const waiting = this.living.map(({ crm }) => crm.status());
    return waiting.reduce((sum, { queued, held, inFlight }) => sum + queued + held + inFlight, 0);
  }

  private get living(): OpenPage[] {
    this.pages = this.pages.filter(({ tab }) => !tab.gone);
    return this.pages;
  }

  private act(): void {
    const { random, living } = this;
    const page = living.length && random.chance(0.9) ? random.pick(living) : this.open(random.pick(this.devices));
    const what = random.weighted({ emits: 70, dies: 5, 'dies soon': 8, opens: 5 });
    if (what === 'emits') for (let i = random.int(1, 3); i > 0; i--) this.emit(page);
    if (what === 'opens') this.open(random.pick(this.devices));
    if (what === 'dies') page.tab.die('crashes');
    if (what === 'dies soon') page.tab.dieIn(random.int(1, 40));
    if (what.startsWith('dies')) this.fire(what);
  }

  private open(device: SimulatedDevice): OpenPage {
    const tab = new SimulatedTab(`page${this.scheduler.steps}-${this.pages.length}`, device);
    // Of the network a page's globals only use `fetchOf`.
    const globals = globalsOf(tab, device, this.network as unknown as SimulatedNetwork);
    const crm = this.startSdk(globals).createCrm({ siteId: SITE, endpoint: '/crm/ingest' });
    const page = { tab, crm, device };
    this.pages.push(page);
    return page;
  }

  /** Says something new, or the same again, or something else under an id that was used; perhaps on the other device. */
  private emit({ tab, crm, device }: OpenPage): void {
    const { random, calls } = this;
    const known = calls.length && random.chance(0.15) ? random.pick(calls) : undefined;
    const happened = known?.happened ?? EPOCH + this.scheduler.now - random.int(0, 100 * DAY);
    const event = known && random.chance(0.6) ? known.event : this.event(calls.length, known?.event);
    const { type, payload, summary, source_id, lead, intent } = event;
    const call: Call = { event, happened, durable: false };
    calls.push(call);
    const options = {
      sourceId: source_id.slice(source_id.indexOf(':') + 1),
      lead,
      ...(summary && { summary }),
      timestamp: new Date(happened + device.clockOffset).toISOString(),
      ...(intent && { intent }),
    };
    // The four methods differ only in their payloads, which belong to the type.
    const say = crm[METHODS[type]] as (payload: unknown, options: object) => ReturnType<Crm['auditCompleted']>;
    say(structuredClone(payload), options).then(
      (receipt) => {
        // Its summary stands in no other content, not even of its own id.
        call.durable = device.records().some((record) => record.includes(summary!.text));
        void receipt.delivered.then((verdict) => {
          if (!tab.gone) call.verdict = verdict;
        });
      },
      (error: unknown) => {
        throw new Error(`the SDK refused ${JSON.stringify(event)}`, { cause: error });
      },
    );
  }

  /** Events of three people; many name no intent, so that they follow the latest case, which moves. */
  private event(number: number, like?: WireEvent): WireEvent {
    const { random } = this;
    const type = like?.type ?? random.pick(Object.keys(EVENT_KINDS) as WireEvent['type'][]); // Object.keys forgets them
    const named = type === 'AUDIT_COMPLETED' || type === 'CALL_REQUESTED';
    const intent = random.pick(['DTV', 'LTR', '', '']);
    const made: Wire = wire(type, like ? like.source_id.slice(like.source_id.indexOf(':') + 1) : `s${number}`, {
      email: `person-${random.int(0, 2)}@example.com`,
      payload: {
        ...(named && { visa_type: intent }),
        ...(type === 'AUDIT_COMPLETED' && { confidence_score: number % 100 }),
        ...(type === 'CALL_REQUESTED' && { notes: `call ${number}` }),
        ...(type === 'CHAT_SUMMARIZED' && { visa_score: number % 100 }),
        ...(type === 'APPOINTMENT_BOOKED' && { event_uri: `https://calendly.example/${number}` }),
      },
      intent: named ? '' : intent || 'unknown',
      summary: { text: `number ${number}.` },
      ...(random.chance(0.3) && { phone: '+66812345678', name: `Name ${number}` }),
    });
    return {
      ...made,
      event_id: eventId(made.source, sourceIdOf(type, made.source_id.slice(made.source_id.indexOf(':') + 1))),
    } as WireEvent; // what the schema would make of it
  }

  private async pass(ms: number): Promise<void> {
    await drain();
    const until = this.scheduler.now + ms;
    while (await this.scheduler.step(until)) if (this.scheduler.steps > 60_000) throw new Error('a run does not end');
  }
}
