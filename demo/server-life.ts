/** How long to wait where the browser gives up on the stream, ms. */
const AGAIN = 2000;

/**
 * Tells when the local server ends and when it is back, from a stream that it holds open. Firestore alone takes up to a
 * minute to notice either.
 */
export function serverLife(lost: () => void, back: () => void): void {
  let down = false;
  const listen = () => {
    const stream = new EventSource('/__/alive');
    stream.onopen = () => {
      if (down) back();
      down = false;
    };
    stream.onerror = () => {
      if (!down) lost();
      down = true;
      // Chromium connects again by itself; where a refused connection ends the stream for good, we do.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
    };
  };
  listen();
}
