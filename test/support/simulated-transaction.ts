import { type SimulatedEvent, SimulatedTarget } from './simulated-events.js';
import type { Connection, Database, Records } from './simulated-indexeddb.js';
import { compareKeys, isKey, type Key, matches, type Query } from './simulated-keys.js';

const failure = (name: string) => new DOMException(`simulated ${name}`, name);

export class SimulatedRequest extends SimulatedTarget {
  result: unknown;
  error: DOMException | null = null;
  readyState = 'pending';
  transaction: SimulatedTransaction | null = null;
}

type Operation = (records: Records) => unknown;

/**
 * A transaction: writers of a database follow one another, readers do not wait for readers. It sees its own writes; all
 * others see them, and the device keeps them, from its commit on. Source: Indexed Database API 3.0, §2.7.
 */
export class SimulatedTransaction extends SimulatedTarget {
  error: DOMException | null = null;
  private readonly waiting: [SimulatedRequest, Operation][] = [];
  private view: Records | undefined;
  private activeIn: number;
  private committing = false;
  private calling = false;
  finished = false;

  constructor(
    readonly db: Connection,
    private readonly database: Database,
    readonly mode: 'readonly' | 'readwrite',
  ) {
    super();
    this.activeIn = database.world.scheduler.steps;
    database.running.push(this);
    this.later('begin', () => this.advance());
  }

  objectStore(name: string) {
    if (!this.database.indexes.has(name)) throw failure('NotFoundError');
    return new SimulatedStore(this, this.database.indexes.get(name)!);
  }

  commit(): void {
    if (!this.active) throw failure('InvalidStateError');
    if (!this.db.page.touch('commit')) this.committing = true;
  }

  abort(): void {
    if (this.finished || this.committing) throw failure('InvalidStateError');
    this.fail(null);
  }

  request(operation: Operation, writes: boolean): SimulatedRequest {
    if (!this.active) throw failure('TransactionInactiveError');
    if (writes && this.mode === 'readonly') throw failure('ReadOnlyError');
    const request = new SimulatedRequest();
    request.transaction = this;
    if (!this.db.page.touch('request')) this.waiting.push([request, operation]);
    return request;
  }

  /** The page has died. What it had committed may still arrive; everything else is undone. */
  orphan(): void {
    const { random, fire } = this.database.world;
    if (this.finished) return;
    if (this.committing && random.chance(0.7)) fire('commit_survives_crash');
    else {
      if (this.mode === 'readwrite') fire('commit_lost_on_crash');
      this.fail(null);
    }
  }

  /** The page stands still: nobody shall wait for a transaction that it has not committed. */
  yieldToOthers(): void {
    if (!this.committing || this.calling) this.fail(new DOMException('simulated: the page is frozen', 'AbortError'));
  }

  /** Undoes it. `error` is what the page hears; null where it is nobody's fault. */
  fail(error: DOMException | null): void {
    if (this.finished) return;
    this.finish();
    this.error = error;
    const pending = this.waiting.splice(0);
    this.db.page.task(0, 'abort', () => {
      for (const [request] of pending) {
        request.error = failure('AbortError');
        request.emit('error');
      }
      this.emit('abort');
    });
  }

  private get active() {
    return !this.finished && !this.committing && this.activeIn === this.database.world.scheduler.steps;
  }

  private later(label: string, run: () => void) {
    const { random, scheduler } = this.database.world;
    scheduler.after(random.int(0, 3), 'disk', `${this.db.page.name} ${this.mode} ${label}`, () => {
      if (!this.finished) run();
    });
  }

  advance(): void {
    if (this.finished || this.calling) return;
    if (!this.view) {
      const before = this.database.running.slice(0, this.database.running.indexOf(this));
      if (before.some(({ mode }) => mode === 'readwrite' || this.mode === 'readwrite')) return;
      this.view = this.mode === 'readwrite' ? new Map(this.database.records) : this.database.records;
      if (this.database.broken(this.mode)) return this.fail(failure('UnknownError'));
    }
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const [request, operation] = next;
      try {
        request.result = operation(this.view);
        if (request.listenersOf('success').length) return this.call(request, 'success');
      } catch (error) {
        request.error = error as DOMException; // operations throw nothing else
        return this.call(request, 'error');
      }
    }
    this.committing = true;
    this.later('commit', () => this.settle());
  }

  private call(request: SimulatedRequest, type: 'success' | 'error') {
    this.calling = true;
    request.readyState = 'done';
    const go = () => {
      this.calling = false;
      this.later('go on', () => this.advance());
    };
    // Nobody is left to be called: a transaction that was committed goes on without.
    if (this.db.page.gone) return type === 'success' ? go() : this.fail(request.error);
    this.db.page.task(0, `request ${type}`, () => {
      if (this.finished) return;
      if (!this.committing) this.activeIn = this.database.world.scheduler.steps;
      let prevented = false;
      const event: Partial<SimulatedEvent> = {
        preventDefault: () => {
          prevented = true;
        },
      };
      request.emit(type, event);
      if (type === 'error') this.emit('error', { ...event, target: request });
      if (type === 'error' && !prevented) this.fail(request.error);
      else go();
    });
  }

  private settle() {
    if (this.mode === 'readwrite') {
      const problem = this.database.refusesCommit();
      if (problem) return this.fail(failure(problem));
      this.database.records = this.view!;
    }
    this.finish();
    // A page hears of its transactions in the order they were committed: Indexed Database API 3.0, §2.7.1 and §5.4.
    const { scheduler, random } = this.database.world;
    this.db.heardUntil = Math.max(this.db.heardUntil, scheduler.now + random.int(0, 2));
    this.db.page.task(this.db.heardUntil - scheduler.now, 'complete', () => this.emit('complete'));
  }

  private finish() {
    this.finished = true;
    const { running } = this.database;
    running.splice(running.indexOf(this), 1);
    for (const other of [...running]) other.advance();
  }
}

export class SimulatedStore {
  constructor(
    readonly transaction: SimulatedTransaction,
    private readonly indexes: Map<string, readonly string[]>,
    private readonly by?: readonly string[],
  ) {}

  index(name: string) {
    if (!this.indexes.has(name)) throw failure('NotFoundError');
    return new SimulatedStore(this.transaction, this.indexes, this.indexes.get(name)!);
  }
  add = (value: unknown, key: Key) => this.set(value, key, true);
  put = (value: unknown, key: Key) => this.set(value, key, false);
  delete = (query: Query) =>
    this.write((records) => {
      for (const key of [...records.keys()]) if (matches(query, key)) records.delete(key);
    });
  clear = () => this.write((records) => records.clear());
  get = (query: Query) => this.read(query, 1, ([found]) => structuredClone(found?.value));
  getKey = (query: Query) => this.read(query, 1, ([found]) => found?.primaryKey);
  getAll = (query?: Query, most?: number) =>
    this.read(query, most, (all) => all.map(({ value }) => structuredClone(value)));
  getAllKeys = (query?: Query, most?: number) => this.read(query, most, (all) => all.map((one) => one.primaryKey));
  count = (query?: Query) => this.read(query, undefined, (all) => all.length);

  private set(value: unknown, key: Key, only: boolean) {
    const copy = structuredClone(value);
    return this.write((records) => {
      if (!isKey(key)) throw failure('DataError');
      if (only && records.has(key)) throw failure('ConstraintError');
      records.set(key, copy);
      return key;
    });
  }

  private write(change: Operation) {
    return this.transaction.request(change, true);
  }

  private read(query: Query, most: number | undefined, answer: (found: Found[]) => unknown) {
    return this.transaction.request((records) => {
      const found: Found[] = [];
      for (const [primaryKey, value] of records) {
        // Records of the outbox are objects; a field that is missing keeps one out of the index.
        const key = this.by ? this.by.map((field) => (value as Record<string, Key>)[field]!) : primaryKey;
        if (isKey(key) && matches(query, key)) found.push({ key, primaryKey, value });
      }
      found.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.primaryKey, b.primaryKey));
      return answer(most ? found.slice(0, most) : found);
    }, false);
  }
}

interface Found {
  readonly key: Key;
  readonly primaryKey: Key;
  readonly value: unknown;
}
