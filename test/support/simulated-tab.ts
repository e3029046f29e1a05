import type { SimulatedDevice } from './simulated-device.js';
import { type SimulatedEvent, SimulatedTarget } from './simulated-events.js';
import { drain } from './simulated-scheduler.js';
import type { Page } from './simulated-world.js';

class SimulatedDocument extends SimulatedTarget {
  visibilityState: 'visible' | 'hidden' = 'visible';
  readonly currentScript = null;
  get hidden() {
    return this.visibilityState === 'hidden';
  }
}

/** No task of a page makes more calls to the platform than this, unless it goes round in circles. */
const MOST_CALLS = 20_000;

/** One page in one tab, from its load to its end. */
export class SimulatedTab implements Page {
  readonly window = new SimulatedTarget();
  readonly document = new SimulatedDocument();
  gone = false;
  frozen = false;
  /** Whether the page is being told right now that it may not come back. */
  leaving = false;
  /** What the code under test threw into the page. */
  readonly thrown: unknown[] = [];
  private current = 0;
  private calls = 0;
  private backlog: [label: string, run: () => unknown][] = [];
  private callsToLive = Number.POSITIVE_INFINITY;

  constructor(
    readonly name: string,
    private readonly device: SimulatedDevice,
  ) {
    device.tabs.push(this);
  }

  task(delay: number, label: string, run: () => unknown): void {
    this.cancellable(delay, label, run);
  }

  cancellable(delay: number, label: string, run: () => unknown) {
    return this.device.world.scheduler.after(delay, this.name, label, () => this.run(label, run));
  }

  touch(call: string): boolean {
    this.tire();
    if (this.gone) return true;
    if (--this.callsToLive <= 0) {
      this.device.world.fire('crash_in_call');
      this.die(`within ${call}`);
    }
    return this.gone;
  }

  /** Ends a task that does not end by itself: a page that hangs for ever would hang the simulation with it. */
  tire(): void {
    const { steps } = this.device.world.scheduler;
    this.calls = this.current === steps ? this.calls + 1 : 0;
    this.current = steps;
    if (this.calls < MOST_CALLS) return;
    this.thrown.push(new Error('a task does not end'));
    this.die('of a task that does not end');
    throw new Error('a task does not end');
  }

  /** Lets the page die at one of its next calls to the platform. */
  dieIn(calls: number): void {
    this.callsToLive = calls;
  }

  /** The end without a word. */
  die(why: string): void {
    if (this.gone) return;
    this.device.world.scheduler.note(`${this.name} dies ${why}`);
    this.gone = true;
    this.device.bury(this);
  }

  async hide(): Promise<void> {
    if (this.document.hidden) return;
    await this.leave(() => this.turn('hidden'));
  }

  async show(): Promise<void> {
    if (this.document.hidden) await this.turn('visible');
  }

  /** The ordinary end: closed, reloaded or left for another page. */
  async close(): Promise<void> {
    await this.unload(false);
    this.die('closed');
  }

  async enterCache(): Promise<void> {
    await this.unload(true);
    this.freeze();
  }

  /** Source: HTML, 7.4.6.2 "reactivate a document": visible first. */
  async leaveCache(): Promise<void> {
    this.thaw();
    await this.show();
    await this.dispatch(this.window, 'pageshow', { persisted: true });
  }

  /** Browsers differ in what comes first (HTML, 7.5.9 "unload a document": pagehide). */
  private unload(persisted: boolean) {
    const hiddenFirst = this.device.world.random.chance(0.5);
    return this.leave(async () => {
      if (hiddenFirst && !this.document.hidden) await this.turn('hidden');
      await this.dispatch(this.window, 'pagehide', { persisted });
      if (!this.document.hidden) await this.turn('hidden');
    });
  }

  /** The browser stops running the page; what it has not committed is undone, because others may wait for it. */
  freeze(): void {
    if (this.gone) return;
    this.frozen = true;
    for (const { running } of this.device.databases.values())
      for (const transaction of [...running]) if (transaction.db.page === this) transaction.yieldToOthers();
  }

  thaw(): void {
    this.frozen = false;
    for (const [label, run] of this.backlog.splice(0)) this.task(0, label, run);
  }

  async dispatch(target: SimulatedTarget, type: string, more: Partial<SimulatedEvent> = {}): Promise<void> {
    for (const listener of target.listenersOf(type)) {
      if (this.gone) return;
      this.run(`${type} listener`, () => listener({ type, target, ...more }));
      await drain();
    }
  }

  private async turn(state: 'visible' | 'hidden') {
    this.document.visibilityState = state;
    await this.dispatch(this.document, 'visibilitychange');
    // It bubbles (HTML, 6.2 "update the visibility state").
    await this.dispatch(this.window, 'visibilitychange');
  }

  private async leave(tell: () => Promise<void>) {
    this.leaving = true;
    await tell();
    this.leaving = false;
  }

  private run(label: string, run: () => unknown): void {
    if (this.gone) return;
    if (this.frozen) {
      this.backlog.push([label, run]);
      return;
    }
    try {
      run();
    } catch (error) {
      this.thrown.push(error);
    }
  }
}
