/** A registration with Background Sync, which TypeScript's library does not know: WICG Web Background Synchronization §3. */
interface Registration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/**
 * Asks the service worker of this page, if there is one, to send what is left after the last tab is closed. Without
 * effect where the browser has no Background Sync, or its user does not want it.
 */
export async function syncLater(tag: string): Promise<void> {
  try {
    await ((await navigator.serviceWorker.ready) as Registration).sync!.register(tag); // it may have more
  } catch {
    // There is none: the next page of the site sends what is left.
  }
}
