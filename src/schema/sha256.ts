const primes: number[] = [];
/** The first 32 bits of the fractional parts of cube and square roots of the first primes: FIPS 180-4 §4.2.2, §5.3.3. */
const roundConstants = /* @__PURE__ */ new Int32Array(64);
const start = /* @__PURE__ */ new Int32Array(8);
/** The message schedule of the block at hand. */
const w = /* @__PURE__ */ new Int32Array(64);
let encoder: TextEncoder | undefined;

/** A text as UTF-8. A lone surrogate becomes U+FFFD, as on the wire. */
export const utf8 = (text: string): Uint8Array => (encoder ??= new TextEncoder()).encode(text);

const rotate = (x: number, by: number): number => (x >>> by) | (x << -by);

/**
 * The SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits.
 * Synchronous and free of platform calls on purpose: an event's id must be known in the very call that makes it, also
 * where `crypto.subtle` is missing (a page on plain http) or would only answer in a later task.
 * Source: FIPS 180-4. For identifiers only, not for secrets.
 */
export function sha256(text: string): string {
  for (let n = 2; primes.length < 64; n++)
    if (primes.every((prime) => n % prime)) {
      // An Int32Array keeps a number modulo 2 ** 32, and nothing beyond its end.
      start[primes.length] = (Math.sqrt(n) % 1) * 2 ** 32;
      roundConstants[primes.length] = (Math.cbrt(n) % 1) * 2 ** 32;
      primes.push(n);
    }
  // Big-endian words: the text, the bit 1, zeros, and at the end of a block of 16 the length in bits.
  const bytes = [...utf8(text), 128];
  const words: number[] = [];
  for (let i = 0; i < bytes.length; i++) words[i >> 2]! |= bytes[i]! << (24 - (i % 4) * 8);
  const last = ((bytes.length + 7) >> 6) * 16 + 15;
  words[last] = bytes.length * 8 - 8;

  const hash = start.slice();
  for (let block = 0; block < last; block += 16) {
    const state = hash.slice();
    for (let i = 0; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      w[i] =
        i < 16
          ? words[block + i]!
          : (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)) +
            w[i - 7]! +
            (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) +
            w[i - 16]!;
      // The standard moves a to h along by one each round; here they stay, and their names move.
      const a = state[-i & 7]!;
      const b = state[(1 - i) & 7]!;
      const c = state[(2 - i) & 7]!;
      const e = state[(4 - i) & 7]!;
      const t1 =
        state[(7 - i) & 7]! +
        (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
        ((e & state[(5 - i) & 7]!) ^ (~e & state[(6 - i) & 7]!)) +
        roundConstants[i]! +
        w[i]!;
      state[(3 - i) & 7]! += t1;
      state[(7 - i) & 7] = t1 + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    }
    for (let i = 0; i < 8; i++) hash[i]! += state[i]!;
  }
  return [...hash].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
