/** A list that does not move under whoever reads it. */
export interface Settled {
  /** The ids on the page, in order. */
  readonly shown: readonly string[];
  /** Ids that would stand further up: the page counts them and shows them when asked. */
  readonly held: readonly string[];
  /** Ids on the page that are no longer of the list. */
  readonly gone: ReadonlySet<string>;
}

export const NOTHING: Settled = { shown: [], held: [], gone: new Set() };

/**
 * The list after Firestore has said what is in it now. What is on the page stays where it is; what is new appears below
 * it, where it moves nothing, or is held. `whole` says that `live` is all there is: otherwise what fell off its end is
 * not gone, only further down than was read.
 */
export function settle({ shown }: Settled, live: readonly string[], whole: boolean): Settled {
  const at = new Map(live.map((id, i) => [id, i]));
  const last = Math.max(-1, ...shown.map((id) => at.get(id) ?? -1));
  const before = new Set(shown);
  const fresh = live.filter((id) => !before.has(id));
  const missing = shown.filter((id) => !at.has(id));
  // As many as have come in further up may have been pushed out at the end of what is read.
  const pushed = new Set(
    whole ? [] : shown.slice(Math.max(0, shown.length - fresh.length)).filter((id) => !at.has(id)),
  );
  return {
    shown: [...shown, ...fresh.filter((id) => at.get(id)! > last)],
    held: fresh.filter((id) => at.get(id)! < last),
    gone: new Set(missing.filter((id) => !pushed.has(id))),
  };
}
