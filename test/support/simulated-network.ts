import type { IngestFault, SimulatedAnswer, SimulatedIngest } from './simulated-ingest.js';
import type { Page, World } from './simulated-world.js';

/** What can happen to a request between a page and the server. */
export type NetworkFault = 'none' | 'refused' | 'hang' | 'lost_answer' | 'silent_answer' | 'cut_answer' | 'slow';

/** Decides what happens to a request that is sent now. */
export interface Weather {
  network(): NetworkFault;
  server(): IngestFault;
  /** Whether the network brings a request a second time, and after how long, ms. */
  repeats(): number | undefined;
}

/** A request of a page. */
export interface Flight {
  readonly page: Page;
  readonly body: string;
  readonly keepalive: boolean;
  readonly begun: number;
  /** Whether the page still waits for the answer. */
  open: boolean;
  /** What the page learned; nothing, where it learned nothing. */
  answer?: SimulatedAnswer;
}

export interface NetworkObserver {
  sent(flight: Flight): void;
  /** The page has its answer, or knows that there will be none. */
  ended(flight: Flight): void;
}

/** All keepalive requests of a page together, bytes (Fetch standard, HTTP-network-or-cache fetch). */
const KEEPALIVE_QUOTA = 64 * 1024;

/** The way between pages and the ingest. A keepalive request outlives its page; another may be torn down with it. */
export class SimulatedNetwork {
  private readonly flights = new Set<Flight>();

  constructor(
    private readonly world: World,
    private readonly ingest: SimulatedIngest,
    private readonly weather: Weather,
    private readonly observer: NetworkObserver,
    /** The server's clock at virtual time 0, epoch ms. */
    private readonly epoch: number,
  ) {}

  /** The `fetch` of a page. */
  fetchOf(page: Page) {
    return (_url: string, init: RequestInit = {}) =>
      new Promise<object>((resolve, reject) => {
        if (page.touch('fetch')) return;
        const body = String(init.body);
        const flight: Flight = { page, body, keepalive: !!init.keepalive, begun: this.now, open: true };
        const end = (label: string, then: () => void) =>
          page.task(0, label, () => {
            if (!flight.open) return;
            flight.open = false;
            this.flights.delete(flight);
            then();
            this.observer.ended(flight);
          });
        const broken = () => end('fetch fails', () => reject(new TypeError('Failed to fetch')));
        if (flight.keepalive && this.keepaliveBytes(page) + Buffer.byteLength(body) > KEEPALIVE_QUOTA) {
          this.world.fire('keepalive_quota');
          return broken();
        }
        this.flights.add(flight);
        this.observer.sent(flight);
        const { signal } = init;
        const aborted = () => end('fetch aborted', () => reject(signal!.reason));
        if (signal?.aborted) return aborted();
        signal?.addEventListener('abort', aborted);
        this.travel(flight, broken, (answer, cut) =>
          end(`answer ${answer.status}`, () => {
            if (!cut) flight.answer = answer;
            resolve(this.responseOf(page, answer, cut));
          }),
        );
      });
  }

  private get now() {
    return this.world.scheduler.now;
  }

  private keepaliveBytes(page: Page) {
    let bytes = 0;
    for (const flight of this.flights)
      if (flight.page === page && flight.keepalive) bytes += Buffer.byteLength(flight.body);
    return bytes;
  }

  private travel(flight: Flight, broken: () => void, answered: (answer: SimulatedAnswer, cut: boolean) => void) {
    const { random, scheduler, fire } = this.world;
    const fault = this.weather.network();
    const later = (delay: number, label: string, run: () => void) => scheduler.after(delay, 'network', label, run);
    if (fault !== 'none') fire(fault);
    if (fault === 'hang') return;
    if (fault === 'refused') return void later(random.int(1, 2000), 'refuses', broken);
    const receive = (label: string, then: (answer: SimulatedAnswer) => void) => {
      const serverFault = this.weather.server();
      if (serverFault !== 'none') fire(serverFault);
      scheduler.note(`server ${label} ${serverFault}`);
      then(this.ingest.receive(flight.body, serverFault, this.epoch + this.now, random.chance));
    };
    const arrival = fault === 'slow' ? random.int(5_000, 60_000) : random.int(1, 300);
    later(arrival, `${flight.page.name} arrives`, () => {
      if (flight.page.gone && !flight.keepalive && random.chance(0.5)) return fire('torn_with_its_page');
      if (flight.page.gone && flight.keepalive) fire('keepalive_outlives');
      if (!flight.open) fire('arrives_after_abort');
      receive('takes', (answer) =>
        later(random.int(1, 300), 'answers', () => {
          if (fault === 'lost_answer') broken();
          else if (fault !== 'silent_answer') answered(answer, fault === 'cut_answer');
        }),
      );
    });
    const again = this.weather.repeats();
    if (again === undefined) return;
    later(arrival + again, `${flight.page.name} arrives again`, () => {
      fire('request_repeated');
      receive('takes again', () => {});
    });
  }

  private responseOf(page: Page, { status, text, retryAfter }: SimulatedAnswer, cut: boolean) {
    const read = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const { random } = this.world;
        const broken = cut && random.chance(0.5);
        page.task(random.int(0, 5), 'body', () => {
          if (broken) reject(new TypeError('network error'));
          else resolve(cut ? text.slice(0, random.int(0, Math.max(0, text.length - 1))) : text);
        });
      });
    const headers = new Map([['retry-after', retryAfter]]);
    return {
      status,
      ok: status >= 200 && status < 300,
      headers: { get: (name: string) => headers.get(name.toLowerCase()) ?? null },
      text: read,
      json: async () => JSON.parse(await read()),
    };
  }
}
