/** Whether nobody sees the page now. */
export const isHidden = (): boolean => typeof document === 'object' && document.visibilityState === 'hidden';

/**
 * Listens to the page's life and answers the undo. `wake`: somebody may look again, or the network may be back. `hide`:
 * the page may not come back. `leave`: it has left, perhaps into the back/forward cache, where it must hold on to
 * nothing. Never `unload` or `beforeunload`: they cost the page that cache.
 */
export function listen(wake: () => void, hide: () => void, leave: () => void): () => void {
  const events: [EventTarget, string, () => void][] =
    typeof document === 'object'
      ? [
          [document, 'visibilitychange', () => (isHidden() ? hide() : wake())],
          [window, 'pagehide', hide],
          [window, 'pagehide', leave],
          [window, 'pageshow', wake],
          [window, 'online', wake],
        ]
      : [];
  for (const [target, name, listener] of events) target.addEventListener(name, listener);
  return () => {
    for (const [target, name, listener] of events) target.removeEventListener(name, listener);
  };
}
