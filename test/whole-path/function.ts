import { admitEnvelope } from '../../src/ingest/admit.js';
import { ingest } from '../../src/ingest/ingest.js';
import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import type { Store } from '../../src/ingest/ports.js';
import type { World } from '../support/simulated-world.js';

/** The real ingest on a memory store, one step at a time: between any two it can die, and others can come in between. */
export class SimulatedFunction {
  readonly store: MemoryStore = memoryStore();

  constructor(
    private readonly world: World,
    /** The server's clock at virtual time 0, epoch ms. */
    private readonly epoch: number,
    /** How likely it dies at a step. */
    private readonly deadliness: () => number,
    /** Whether events are claimed; without, to see what the claims are for. */
    private readonly claims = true,
  ) {}

  /** The body of a 200 to a request, or nothing where the function died on the way. */
  async receive(body: string): Promise<string | undefined> {
    const { scheduler, random, fire } = this.world;
    let dies: (nothing: undefined) => void = () => {};
    let dead = false;
    const death = new Promise<undefined>((resolve) => {
      dies = resolve;
    });
    const step = (label: string): Promise<void> => {
      if (!dead && random.chance(this.deadliness())) {
        dead = true;
        fire(`dies before it ${label}`);
        scheduler.after(random.int(0, 2000), 'server', 'is missed', () => dies(undefined));
      }
      // What is dead takes no further step, and nobody tells those who wait for one.
      if (dead) return new Promise(() => {});
      return new Promise((resolve) => {
        scheduler.after(random.int(0, 40), 'server', label, () => (dead ? undefined : resolve()));
      });
    };
    const admitted = admitEnvelope(JSON.parse(body));
    if (!admitted.ok) throw new Error(`the SDK sent what is no envelope: ${JSON.stringify(admitted.issues)}`);
    const receivedAt = new Date(this.epoch + scheduler.now).toISOString();
    const answering = (async () => {
      await step('begins');
      const answer = await ingest(admitted.envelope, receivedAt, { store: this.stepped(step) });
      await step('answers');
      return JSON.stringify(answer);
    })();
    return Promise.race([answering, death]);
  }

  private stepped(step: (label: string) => Promise<void>): Store {
    const isClaim = (path: string) => path.startsWith('event_claims/') && !this.claims;
    return {
      transact: async (lead, work) => {
        const outcome = await this.store.transact(lead, async (get) => {
          const { writes, outcome } = await work(async (path) => {
            await step('reads');
            return isClaim(path) ? undefined : get(path);
          });
          await step('commits');
          return { writes: writes.filter((write) => !('create' in write && isClaim(write.create))), outcome };
        });
        await step('goes on after a commit');
        return outcome;
      },
    };
  }
}
