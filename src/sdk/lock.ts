/** How long a lock may be found taken before it is stolen, ms. A frozen tab can keep one for ever (w3c/web-locks#4). */
const PATIENCE = 60_000;

/** Runs the work while no other tab of the origin does; answers nothing where another one is at it. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T | undefined>;

/**
 * A Web Lock that is never waited for. Where the browser has none every tab may work at once: the ingest then sees an
 * event twice, and says `duplicate`.
 */
export function webLock(name: string): Lock {
  let takenSince: number | undefined;
  let asked = 0;
  return async <T>(work: () => Promise<T>) => {
    let working: Promise<T> | undefined;
    const now = Date.now();
    // Who has not asked for so long cannot know whether it was one tab's all the time.
    if (now - asked > PATIENCE) takenSince = undefined;
    asked = now;
    const steal = now - takenSince! > PATIENCE; // or never
    try {
      await navigator.locks.request(name, { steal, ifAvailable: !steal }, (lock) => {
        if (lock) working = work();
        takenSince = lock ? undefined : (takenSince ?? now);
        return working;
      });
    } catch {
      // No locks here, or not for this origin: no reason not to deliver. One that was stolen does not stop the work.
      working ??= work();
    }
    return working;
  };
}
