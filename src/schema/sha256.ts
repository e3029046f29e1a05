const encoder = /* @__PURE__ */ new TextEncoder();

/** A text as UTF-8. A lone surrogate becomes U+FFFD, as on the wire. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** The first 32 bits of the fractional parts of square and cube roots of the first primes: FIPS 180-4 §5.3.3, §4.2.2. */
const start: number[] = [];
const roundConstants: number[] = [];

const fraction = (x: number): number => ((x % 1) * 2 ** 32) | 0;
const rotate = (x: number, by: number): number => (x >>> by) | (x << -by);

/**
 * The SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits.
 * Synchronous and free of platform calls on purpose: an event's id must be known in the very call that makes it, also
 * where `crypto.subtle` is missing (a page on plain http) or would only answer in a later task.
 * Source: FIPS 180-4. For identifiers only, not for secrets.
 */
export function sha256(text: string): string {
  for (let n = 2; roundConstants.length < 64; n++) {
    let divisor = 2;
    while (n % divisor) divisor++;
    if (divisor === n) {
      start.push(fraction(n ** (1 / 2)));
      roundConstants.push(fraction(n ** (1 / 3)));
    }
  }
  // Big-endian words: the text, the bit 1, zeros, and at the end of a block of 16 the length in bits. A shift is modulo 32.
  const bytes = utf8(text);
  const { length } = bytes;
  const last = ((length + 8) >> 6) * 16 + 15;
  const words = new Int32Array(last + 1);
  for (let i = 0; i <= length; i++) words[i >> 2]! |= (bytes[i] ?? 128) << (24 - 8 * i);
  words[last] = length * 8;

  let hash = start.slice(0, 8);
  for (let block = 0; block < last; block += 16) {
    /** The message schedule: the 16 words that the next rounds need, in a ring. */
    const w = words.slice(block, block + 16);
    let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const x = w[(i + 1) & 15]!;
      const y = w[(i + 14) & 15]!;
      const t =
        h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + roundConstants[i]! + w[i & 15]!;
      const u = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
      w[i & 15]! +=
        (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + w[(i + 9) & 15]! + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
      // One by one: to build and take apart an array in each round costs fifteen times as much.
      h = g;
      g = f;
      f = e;
      e = (d + t) | 0;
      d = c;
      c = b;
      b = a;
      a = (t + u) | 0;
    }
    hash = [a, b, c, d, e, f, g, h].map((word, i) => (word + hash[i]!) | 0);
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
