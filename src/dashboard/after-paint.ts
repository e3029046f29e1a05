/**
 * Does work once what is drawn now is on the screen: a key is answered first, Firestore is asked then. Answers the undo,
 * so that a case that is only passed by is never read. In a hidden page, which paints nothing, it waits for no frame.
 * `delay`: how much longer, ms.
 */
export function afterPaint(work: () => void, delay = 0): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    timer = setTimeout(work, delay);
  };
  const frame = document.hidden ? undefined : requestAnimationFrame(soon);
  if (frame === undefined) soon();
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
