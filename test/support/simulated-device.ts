import { SimulatedTarget } from './simulated-events.js';
import { type Database, type DiskWeather, fineDisk } from './simulated-indexeddb.js';
import { SimulatedLocks } from './simulated-locks.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { World } from './simulated-world.js';

/** What this browser has, and has not. */
export interface Browser {
  readonly indexedDb: boolean;
  readonly locks: boolean;
  readonly channels: boolean;
}

/** A device with one browser: what the tabs of one origin share. */
export class SimulatedDevice {
  readonly tabs: SimulatedTab[] = [];
  readonly databases = new Map<string, Database>();
  readonly disk: DiskWeather = fineDisk();
  readonly items = new Map<string, string>();
  readonly channels = new Set<SimulatedChannel>();
  readonly locks: SimulatedLocks;
  /** Whether localStorage throws. */
  itemsForbidden = false;
  /** How far the device's clock is from the server's, ms. */
  clockOffset = 0;

  constructor(
    readonly world: World,
    readonly browser: Browser,
    /** The server's clock at virtual time 0, epoch ms. */
    readonly epoch: number,
  ) {
    this.locks = new SimulatedLocks(world);
  }

  /** What `Date.now()` says on this device. */
  get clock(): number {
    return Math.floor(this.epoch + this.world.scheduler.now + this.clockOffset);
  }

  get living(): SimulatedTab[] {
    return this.tabs.filter((tab) => !tab.gone);
  }

  /** Every record on the disk as text, committed ones only. */
  records(): string[] {
    return [...this.databases.values()].flatMap(({ records }) =>
      [...records.values()].map((one) => JSON.stringify(one)),
    );
  }

  connectionsOf(tab: SimulatedTab) {
    return [...this.databases.values()].flatMap(({ connections }) =>
      [...connections].filter((connection) => connection.page === tab),
    );
  }

  /** Takes back what a tab had that has ended. */
  bury(tab: SimulatedTab): void {
    for (const database of this.databases.values()) {
      const connections = new Set([...database.connections, ...database.running.map(({ db }) => db)]);
      for (const connection of connections) if (connection.page === tab) connection.orphan();
    }
    for (const channel of [...this.channels]) if (channel.tab === tab) channel.close();
    this.locks.orphan(tab);
  }
}

/** The `localStorage` of a tab. */
export function storageOf(device: SimulatedDevice, tab: SimulatedTab) {
  const { items } = device;
  const allowed = () => {
    tab.tire();
    if (!device.itemsForbidden) return;
    device.world.fire('local_storage_throws');
    throw new DOMException('simulated: localStorage is forbidden', 'SecurityError');
  };
  const change = (key: string, newValue: string | null) => {
    const oldValue = items.get(key) ?? null;
    if (tab.touch('localStorage') || newValue === oldValue) return;
    if (newValue === null) items.delete(key);
    else items.set(key, newValue);
    for (const other of device.living)
      if (other !== tab) other.task(1, 'storage', () => other.window.emit('storage', { key, oldValue, newValue }));
  };
  return {
    getItem(key: string) {
      allowed();
      return items.get(key) ?? null;
    },
    setItem(key: string, value: string) {
      allowed();
      change(key, `${value}`);
    },
    removeItem(key: string) {
      allowed();
      change(key, null);
    },
  };
}

export class SimulatedChannel extends SimulatedTarget {
  constructor(
    private readonly device: SimulatedDevice,
    readonly tab: SimulatedTab,
    private readonly name: string,
  ) {
    super();
    if (!tab.gone) device.channels.add(this);
  }

  postMessage(message: unknown): void {
    if (this.tab.touch('postMessage')) return;
    if (!this.device.channels.has(this))
      throw new DOMException('simulated: the channel is closed', 'InvalidStateError');
    const data = structuredClone(message);
    for (const other of this.device.channels)
      if (other !== this && other.name === this.name)
        other.tab.task(1, 'message', () => this.device.channels.has(other) && other.emit('message', { data }));
  }

  close(): void {
    this.device.channels.delete(this);
  }
}
