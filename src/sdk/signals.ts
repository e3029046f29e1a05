/** Whether nobody sees the page now. */
export const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden';

const NAMES = ['visibilitychange', 'pagehide', 'pageshow', 'online'];

/**
 * Listens to the page's life and answers the undo. `wake`: somebody may look again, or the network may be back. `hide`:
 * the page may not come back. `leave`: it has left, perhaps into the back/forward cache, where it must hold on to
 * nothing. Never `unload` or `beforeunload`: they cost the page that cache.
 */
export function listen(wake: () => void, hide: () => void, leave: () => void): () => void {
  const hear = ({ type }: Event) => {
    if (type === 'pagehide') {
      hide();
      leave();
    } else if (type === 'visibilitychange' && isHidden()) hide();
    else wake();
  };
  // A change of visibility bubbles up to the window. A server has none.
  for (const name of NAMES) globalThis.addEventListener?.(name, hear);
  return () => {
    for (const name of NAMES) globalThis.removeEventListener?.(name, hear);
  };
}
