import type { Page, World } from './simulated-world.js';

interface LockRequest {
  readonly page: Page;
  readonly work: (lock: { name: string; mode: string } | null) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface LockOptions {
  readonly ifAvailable?: boolean;
  readonly steal?: boolean;
}

/** The exclusive Web Locks of one origin. Source: Web Locks API, §4. */
export class SimulatedLocks {
  private readonly held = new Map<string, LockRequest>();
  private readonly queues = new Map<string, LockRequest[]>();
  /** Whether requests are refused, as in an opaque origin. */
  refused = false;

  constructor(private readonly world: World) {}

  /** The `navigator.locks` of a page. */
  managerOf(page: Page) {
    return {
      request: (name: string, ...rest: [LockOptions, LockRequest['work']] | [LockRequest['work']]) => {
        const work = rest.length === 2 ? rest[1] : rest[0];
        const options = rest.length === 2 ? rest[0] : {};
        return new Promise<unknown>((resolve, reject) => {
          if (page.touch('locks.request')) return;
          if (this.refused) {
            this.world.fire('lock_refused');
            return reject(new DOMException('simulated: no locks here', 'SecurityError'));
          }
          const request: LockRequest = { page, work, resolve, reject };
          this.world.scheduler.after(this.world.random.int(0, 2), 'locks', `${page.name} asks`, () =>
            this.decide(name, request, options),
          );
        });
      },
      query: async () => ({ held: [...this.held.keys()].map((name) => ({ name })), pending: [] }),
    };
  }

  /** Whether a page holds a lock. */
  holds(page: Page): boolean {
    return [...this.held.values()].some((request) => request.page === page);
  }

  /** A page has ended: its locks are free. */
  orphan(page: Page): void {
    for (const queue of this.queues.values())
      for (const request of [...queue]) if (request.page === page) queue.splice(queue.indexOf(request), 1);
    for (const [name, request] of [...this.held]) if (request.page === page) this.release(name, request);
  }

  private decide(name: string, request: LockRequest, { ifAvailable, steal }: LockOptions) {
    if (request.page.gone) return;
    const holder = this.held.get(name);
    if (holder && steal) {
      this.world.fire('lock_stolen');
      holder.page.task(0, 'lock stolen', () =>
        holder.reject(new DOMException('simulated: the lock was stolen', 'AbortError')),
      );
      this.grant(name, request);
    } else if (!holder) this.grant(name, request);
    else if (ifAvailable) this.run(request, null);
    else this.queues.set(name, [...(this.queues.get(name) ?? []), request]);
  }

  private grant(name: string, request: LockRequest) {
    this.held.set(name, request);
    this.run(request, { name, mode: 'exclusive' }, () => this.release(name, request));
  }

  private run(request: LockRequest, lock: { name: string; mode: string } | null, done = () => {}) {
    request.page.task(0, lock ? 'lock' : 'no lock', () => {
      // The task is over when the callback has returned; the lock is held until what it returned is settled.
      void (async () => request.work(lock))().then(
        (value) => {
          done();
          request.resolve(value);
        },
        (error) => {
          done();
          request.reject(error);
        },
      );
    });
  }

  private release(name: string, request: LockRequest) {
    if (this.held.get(name) !== request) return;
    this.held.delete(name);
    const next = this.queues.get(name)?.shift();
    if (next) this.grant(name, next);
  }
}
