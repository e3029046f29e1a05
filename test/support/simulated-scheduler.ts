import { setImmediate } from 'node:timers';
import type { Random } from './simulated-random.js';

/** Something that happens in one task of its own. */
export interface Task {
  readonly at: number;
  readonly source: string;
  readonly label: string;
  /** A promise is waited for: virtual time stands still until it is settled. */
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
}

/** Lets every microtask run that is due, and those that they start. */
export const drain = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Virtual time for all tabs, the device and the network. Tasks run in the order of their time; of several that are due
 * at one moment those of one source keep their order, and chance decides between sources.
 */
export class Scheduler {
  /** Ms since the run began; no clock that jumps can change it. */
  now = 0;
  /** How many tasks have run: names the task that runs now. */
  steps = 0;
  /** What happened, as a number: two runs of one seed must agree on it. */
  hash = 0x811c9dc5;
  /** What happened, line by line, where somebody wants to read it. */
  readonly trace: string[] | undefined;
  private readonly queue: Task[] = [];

  constructor(
    private readonly random: Random,
    tracing: boolean,
  ) {
    this.trace = tracing ? [] : undefined;
  }

  note(line: string): void {
    const text = `${this.now} ${line}`;
    this.trace?.push(text);
    for (let i = 0; i < text.length; i++) this.hash = Math.imul(this.hash ^ text.charCodeAt(i), 0x01000193);
  }

  after(delay: number, source: string, label: string, run: () => void | Promise<void>): Task {
    const task: Task = { at: this.now + delay, source, label, run, cancelled: false };
    let low = 0;
    for (let high = this.queue.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.queue[middle]!.at <= task.at) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, task);
    return task;
  }

  /** Runs the next task that is due by `until`, with its microtasks. Answers it, or nothing when there is none. */
  async step(until: number): Promise<Task | undefined> {
    const task = this.take(until);
    if (!task) {
      this.now = until;
      return undefined;
    }
    this.now = task.at;
    this.steps++;
    this.note(`${task.source}: ${task.label}`);
    await task.run();
    await drain();
    return task;
  }

  private take(until: number): Task | undefined {
    while (this.queue[0]?.cancelled) this.queue.shift();
    const first = this.queue[0];
    if (!first || first.at > until) return undefined;
    const sources: string[] = [];
    for (const { at, source, cancelled } of this.queue) {
      if (at !== first.at) break;
      if (!cancelled && !sources.includes(source)) sources.push(source);
    }
    const source = sources.length > 1 ? this.random.pick(sources) : first.source;
    const index = this.queue.findIndex((task) => task.source === source && !task.cancelled);
    return this.queue.splice(index, 1)[0];
  }
}
