/** It holds over reloads of this tab: press, reload, and only then let the event through. */
const KEY = 'crm-demo-network-down';

/** Whether the page's own network is made to fail. Demo only: the SDK knows nothing of it. */
export interface NetworkSwitch {
  readonly down: boolean;
  set(down: boolean): void;
}

/**
 * Wraps `fetch` so that requests to the ingest fail the way an unplugged cable does. Firestore's own connection stays,
 * so that the page still shows what is stored. Turning the network back on tells the page as a browser would.
 */
export function networkSwitch(endpoint: string): NetworkSwitch {
  const real = window.fetch.bind(window);
  let down = sessionStorage.getItem(KEY) === 'yes';
  window.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), location.href);
    if (down && url.pathname === endpoint) return Promise.reject(new TypeError('Failed to fetch (network down, demo)'));
    return real(input, init);
  };
  return {
    get down() {
      return down;
    },
    set(next) {
      down = next;
      sessionStorage.setItem(KEY, down ? 'yes' : 'no');
      window.dispatchEvent(new Event(down ? 'offline' : 'online'));
    },
  };
}
