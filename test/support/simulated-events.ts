export interface SimulatedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}
export type SimulatedListener = (event: SimulatedEvent) => unknown;

/** What the platform's event targets have in common: `addEventListener` and an `on…` property for each type. */
export class SimulatedTarget {
  private readonly listeners: [type: string, listener: SimulatedListener][] = [];

  addEventListener(type: string, listener: SimulatedListener): void {
    if (!this.listeners.some(([t, l]) => t === type && l === listener)) this.listeners.push([type, listener]);
  }

  removeEventListener(type: string, listener: SimulatedListener): void {
    const index = this.listeners.findIndex(([t, l]) => t === type && l === listener);
    if (index >= 0) this.listeners.splice(index, 1);
  }

  listenersOf(type: string): SimulatedListener[] {
    const on = (this as unknown as Record<string, unknown>)[`on${type}`]; // set by the code under test
    const own = typeof on === 'function' ? [on.bind(this) as SimulatedListener] : [];
    return [...own, ...this.listeners.filter(([t]) => t === type).map(([, listener]) => listener)];
  }

  emit(type: string, more: object = {}): void {
    for (const listener of this.listenersOf(type)) listener({ type, target: this, ...more });
  }
}
