/** A page that is open. What runs in it is the body of an async function, as text: it crosses every driver's wire unchanged. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Answers what the body returns, as JSON carries it. Rejects where the body throws. */
  run<T = unknown>(body: string): Promise<T>;
  close(): Promise<void>;
}

/** A browser that runs. Its tabs are of one visitor; an origin of their own is what keeps steps apart. */
export interface Engine {
  /** As it calls itself, e.g. `153.7.0`. */
  readonly version: string;
  open(url: string): Promise<Tab>;
  /**
   * Takes the network from a tab, or gives it back, `online` events included. Missing where the driver cannot: the step
   * then ends the server and fires the event itself.
   */
  setOffline?(tab: Tab, offline: boolean): Promise<void>;
  close(): Promise<void>;
}

/** How one browser is found and started: the only thing an engine's file exports. */
export interface Driver {
  readonly name: 'chromium' | 'firefox' | 'webkit';
  /** What puts it on a Debian. */
  readonly packages: string;
  /** Answers its starter, or nothing where it is not installed. */
  find(): Promise<(() => Promise<Engine>) | undefined>;
}
