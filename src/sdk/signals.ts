/** Whether nobody sees the page now. */
export const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden';

/**
 * Listens to the page's life and answers the undo. `wake`: somebody may look again, or the network may be back. `hide`:
 * the page may not come back, or it is `gone` already, perhaps into the back/forward cache. Never `unload` or
 * `beforeunload`: they cost the page that cache.
 */
export function listen(wake: () => void, hide: (gone: boolean) => void): () => void {
  const hear = ({ type }: Event) => {
    if (type === 'pagehide' || (isHidden() && type !== 'online')) hide(type === 'pagehide');
    else wake();
  };
  const listening = new AbortController(); // It has a `signal`, as the options of a listener may.
  // A change of visibility bubbles up to the window. A server has none.
  for (const name of ['visibilitychange', 'pagehide', 'pageshow', 'online'])
    globalThis.addEventListener?.(name, hear, listening);
  return () => listening.abort();
}
