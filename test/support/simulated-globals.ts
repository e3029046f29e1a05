import { SimulatedChannel, type SimulatedDevice, storageOf } from './simulated-device.js';
import { SimulatedFactory } from './simulated-indexeddb.js';
import { SimulatedKeyRange } from './simulated-keys.js';
import type { SimulatedNetwork } from './simulated-network.js';
import type { SimulatedTab } from './simulated-tab.js';

/** A longer delay runs at once (HTML, 8.6 Timers: a signed 32-bit number). */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Globals that depend on nothing but their arguments: the real ones serve. */
const PURE =
  /^(Object|Function|Array|Number|parseFloat|parseInt|Infinity|NaN|undefined|Boolean|String|Symbol|Promise|RegExp|\w*Error|JSON|Intl|ArrayBuffer|\w+Array|DataView|Map|BigInt|Set|WeakMap|WeakSet|Proxy|Reflect|(de|en)codeURI(Component)?|isFinite|isNaN|URL|URLSearchParams|DOMException|Event|TextEncoder|TextDecoder|structuredClone|atob|btoa|eval)$/;

/** All names that a page's code can mean something by; those that the simulation does not know are undefined there. */
export const GLOBAL_NAMES = [
  ...new Set([
    ...Object.getOwnPropertyNames(globalThis).filter((name) => !PURE.test(name)),
    ...['window', 'self', 'document', 'navigator', 'indexedDB', 'IDBKeyRange', 'localStorage', 'sessionStorage'],
    ...['addEventListener', 'removeEventListener', 'location', 'requestIdleCallback', 'scheduler'],
  ]),
];

/** The globals of a page: a window in which every clock, dice, store and wire is the simulation's. */
export function globalsOf(tab: SimulatedTab, device: SimulatedDevice, network: SimulatedNetwork) {
  const { world, browser } = device;
  class SimulatedDate extends Date {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length) super(given[0]);
      else super(device.clock);
    }
    static override now() {
      tab.tire();
      return device.clock;
    }
  }
  const timers: ReturnType<SimulatedTab['cancellable']>[] = [];
  const start = (again: boolean) =>
    function set(run: (...args: unknown[]) => unknown, delay = 0, ...args: unknown[]): number {
      if (tab.gone) return 0;
      const wait = delay > LONGEST_TIMER ? 1 : Math.max(0, Math.floor(delay) || 0);
      const id = timers.length + 1;
      const arm = () => {
        timers[id - 1] = tab.cancellable(wait, 'timer', () => {
          if (again) arm();
          run(...args);
        });
      };
      arm();
      return id;
    };
  const stop = (id: number | undefined) => {
    const task = id === undefined ? undefined : timers[id - 1];
    if (task) task.cancelled = true;
  };
  const signals = {
    timeout(ms: number) {
      const abort = new AbortController();
      start(false)(() => abort.abort(new DOMException('simulated', 'TimeoutError')), ms);
      return abort.signal;
    },
    any: AbortSignal.any.bind(AbortSignal),
    abort: AbortSignal.abort.bind(AbortSignal),
  };
  const globals: Record<string, unknown> = {
    document: tab.document,
    navigator: { onLine: true, ...(browser.locks && { locks: device.locks.managerOf(tab) }) },
    indexedDB: browser.indexedDb ? new SimulatedFactory(world, tab, device.databases, device.disk) : undefined,
    IDBKeyRange: SimulatedKeyRange,
    localStorage: storageOf(device, tab),
    fetch: network.fetchOf(tab),
    BroadcastChannel: browser.channels ? SimulatedChannel.bind(null, device, tab) : undefined,
    setTimeout: start(false),
    setInterval: start(true),
    clearTimeout: stop,
    clearInterval: stop,
    queueMicrotask: (run: () => void) => void Promise.resolve().then(run),
    Date: SimulatedDate,
    Math: Object.create(Math, { random: { value: world.random.next } }),
    performance: { now: () => world.scheduler.now },
    crypto: {
      getRandomValues<T extends Uint8Array>(bytes: T): T {
        for (let i = 0; i < bytes.length; i++) bytes[i] = world.random.int(0, 255);
        return bytes;
      },
    },
    console: { error: () => {}, warn: () => {}, debug: () => {}, info: () => {}, log: () => {} },
    AbortController,
    AbortSignal: signals,
    addEventListener: tab.window.addEventListener.bind(tab.window),
    removeEventListener: tab.window.removeEventListener.bind(tab.window),
  };
  // The window is the global object: what the page reads from it is what it reads by name.
  const window = Object.assign(tab.window, globals);
  for (const name of ['window', 'self', 'globalThis']) globals[name] = window;
  return globals;
}
