/** A surrogate without its other half. Node 20 has `toWellFormed`, but not every engine that may run this. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * The same value with every lone surrogate in its texts replaced by U+FFFD: Firestore stores UTF-8, which has no place
 * for them. Recursive, so only for values whose depth a schema has bounded.
 */
export function wellFormed<T>(value: T): T {
  // Each branch returns what it was given, kind for kind; TypeScript cannot follow that through a generic.
  if (typeof value === 'string') return value.replace(LONE_SURROGATE, '\uFFFD') as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, wellFormed(part)])) as T;
  return value;
}
