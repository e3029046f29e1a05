import type { Page, World } from '../support/simulated-world.js';
import type { SimulatedFunction } from './function.js';

export const NETWORK_FAULTS = ['refused', 'lost_answer', 'cut_answer', 'slow', 'busy'] as const;
type NetworkFault = (typeof NETWORK_FAULTS)[number] | 'none';

/** How late a slow request arrives, ms. */
const SLOWEST = 60_000;
/** After how long the network brings a request once more, ms. */
export const REPEATS = [0, 50, 5_000, 400_000] as const;
/** The longest that a request travels: slow, and only its repetition gets through. A second for the function, ms. */
export const LONGEST_WAY = SLOWEST + REPEATS[3] + 1_000;

/** What happens to the requests that are sent now. */
export interface Weather {
  fault(): NetworkFault;
  /** Whether the network brings a request once more, and how long after, ms. */
  repeats(): number | undefined;
}

/** The way from pages to the function and back. */
export class WholePathNetwork {
  constructor(
    private readonly world: World,
    private readonly server: SimulatedFunction,
    private readonly weather: Weather,
  ) {}

  /** The `fetch` of a page. */
  fetchOf(page: Page) {
    return (_url: string, { body, signal }: RequestInit = {}) =>
      new Promise<object>((resolve, reject) => {
        if (page.touch('fetch')) return;
        const { scheduler, random, fire } = this.world;
        const fault = this.weather.fault();
        if (fault !== 'none') fire(fault);
        const breaks = (error: unknown = new TypeError('Failed to fetch')) =>
          page.task(0, 'fetch fails', () => reject(error));
        signal?.addEventListener('abort', () => breaks(signal.reason));
        const later = (delay: number, label: string, run: () => void) => scheduler.after(delay, 'network', label, run);
        if (fault === 'refused') return void later(random.int(1, 2000), 'refuses', breaks);
        const answers = (status: number, text: string) =>
          page.task(random.int(1, 300), `answer ${status}`, () => resolve(responseOf(status, text)));
        const arrives = async () => {
          if (fault === 'busy') return answers(503, '{"error":{"code":"unavailable"}}');
          const text = await this.server.receive(String(body));
          if (text === undefined || fault === 'lost_answer') breaks();
          else answers(200, fault === 'cut_answer' ? text.slice(0, random.int(0, text.length - 1)) : text);
        };
        const arrival = fault === 'slow' ? random.int(5_000, SLOWEST) : random.int(1, 300);
        // Not awaited: virtual time goes on while the function works.
        later(arrival, `${page.name} arrives`, () => void arrives());
        const again = this.weather.repeats();
        if (again === undefined) return;
        later(arrival + again, `${page.name} arrives again`, () => {
          fire('repeated');
          void this.server.receive(String(body));
        });
      });
  }
}

const responseOf = (status: number, text: string) => ({
  status,
  ok: status === 200,
  headers: { get: () => null },
  text: async () => text,
  json: async () => JSON.parse(text),
});
