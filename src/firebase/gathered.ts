/**
 * Reads by key what is asked for in one turn of the event loop with one call of `readMany`. A key that was asked for
 * before is not read again; one that `readMany` leaves out is `undefined`.
 */
export function gathered<T>(
  readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (key: string) => Promise<T | undefined> {
  const asked = new Map<string, Promise<T | undefined>>();
  let gathering: { keys: string[]; found: Promise<ReadonlyMap<string, T>> } | undefined;
  return (key) => {
    const before = asked.get(key);
    if (before) return before;
    if (!gathering) {
      const keys: string[] = [];
      const found = Promise.resolve().then(() => {
        gathering = undefined;
        return readMany(keys);
      });
      gathering = { keys, found };
    }
    gathering.keys.push(key);
    const one = gathering.found.then((documents) => documents.get(key));
    asked.set(key, one);
    return one;
  };
}
