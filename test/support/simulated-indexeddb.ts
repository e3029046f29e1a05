import { SimulatedTarget } from './simulated-events.js';
import type { Key } from './simulated-keys.js';
import { SimulatedRequest, SimulatedTransaction } from './simulated-transaction.js';
import type { Page, World } from './simulated-world.js';

/** Keys are texts here, so a map finds them. */
export type Records = Map<Key, unknown>;

/** What is wrong with the device's storage now. */
export interface DiskWeather {
  opening: 'fine' | 'hangs' | 'late' | 'throws' | 'fails';
  reading: 'fine' | 'fails';
  writing: 'fine' | 'fails' | 'quota';
}

export const fineDisk = (): DiskWeather => ({ opening: 'fine', reading: 'fine', writing: 'fine' });

/** One database with one store, as the outbox uses it. */
export class Database {
  /** What would be there after a power cut: only what was committed. */
  records: Records = new Map();
  version = 0;
  readonly indexes = new Map<string, Map<string, readonly string[]>>();
  readonly running: SimulatedTransaction[] = [];
  readonly connections = new Set<Connection>();

  constructor(
    readonly world: World,
    private readonly weather: DiskWeather,
  ) {}

  broken(mode: 'readonly' | 'readwrite'): boolean {
    const broken = (mode === 'readonly' ? this.weather.reading : this.weather.writing) === 'fails';
    if (broken) this.world.fire(mode === 'readonly' ? 'read_fails' : 'write_fails');
    return broken;
  }

  refusesCommit(): string | undefined {
    if (this.weather.writing !== 'quota') return undefined;
    this.world.fire('quota_exceeded');
    return 'QuotaExceededError';
  }
}

export class Connection extends SimulatedTarget {
  private state: 'open' | 'closed' | 'dead' = 'open';
  /** When the page will have heard of its last transaction, virtual ms. */
  heardUntil = 0;

  constructor(
    readonly page: Page,
    private readonly database: Database,
  ) {
    super();
    database.connections.add(this);
  }

  get version() {
    return this.database.version;
  }
  get objectStoreNames() {
    const names = [...this.database.indexes.keys()];
    return Object.assign(names, { contains: (name: string) => names.includes(name) });
  }

  createObjectStore(store: string) {
    const indexes = new Map<string, readonly string[]>();
    this.database.indexes.set(store, indexes);
    return {
      createIndex: (name: string, path: string | readonly string[]) =>
        indexes.set(name, typeof path === 'string' ? [path] : path),
    };
  }

  transaction(_stores: string | readonly string[], mode: 'readonly' | 'readwrite' = 'readonly') {
    if (this.state !== 'open') throw new DOMException('simulated: the connection is closed', 'InvalidStateError');
    this.page.touch('transaction');
    return new SimulatedTransaction(this, this.database, mode);
  }

  close(): void {
    if (this.state === 'open') this.state = 'closed';
    this.database.connections.delete(this);
  }

  /** The browser lets go of it, with the `close` event or without. */
  die(silently: boolean): void {
    this.state = 'dead';
    this.database.connections.delete(this);
    for (const transaction of [...this.database.running])
      if (transaction.db === this) transaction.fail(new DOMException('simulated', 'AbortError'));
    if (!silently) this.page.task(0, 'database close', () => this.emit('close'));
  }

  /** The page has ended. */
  orphan(): void {
    this.close();
    for (const transaction of [...this.database.running]) if (transaction.db === this) transaction.orphan();
  }
}

/** The `indexedDB` of a page. */
export class SimulatedFactory {
  constructor(
    private readonly world: World,
    private readonly page: Page,
    private readonly databases: Map<string, Database>,
    private readonly weather: DiskWeather,
  ) {}

  open(name: string, version = 1): SimulatedRequest {
    const { world, page } = this;
    const request = new SimulatedRequest();
    const gone = page.touch('open');
    const { opening } = this.weather;
    if (opening !== 'fine') world.fire(`open_${opening}`);
    if (opening === 'throws') throw new DOMException('simulated: storage is forbidden here', 'SecurityError');
    if (gone || opening === 'hangs') return request;
    const delay = opening === 'late' ? world.random.int(2_000, 6_000) : world.random.int(0, 20);
    world.scheduler.after(delay, 'disk', `${page.name} opens`, () =>
      page.task(0, 'opened', () => {
        if (opening === 'fails') {
          request.error = new DOMException('simulated: the database is broken', 'UnknownError');
          return request.emit('error');
        }
        const database = this.databases.get(name) ?? new Database(world, this.weather);
        this.databases.set(name, database);
        const connection = new Connection(page, database);
        request.result = connection;
        if (database.version < version) {
          const oldVersion = database.version;
          database.version = version;
          request.emit('upgradeneeded', { oldVersion, newVersion: version });
        }
        page.task(0, 'open success', () => request.emit('success'));
      }),
    );
    return request;
  }
}
