const primes: number[] = [];
/** The first 32 bits of the fractional parts of cube and square roots of the first primes: FIPS 180-4 §4.2.2, §5.3.3. */
const roundConstants = /* @__PURE__ */ new Int32Array(64);
const start = /* @__PURE__ */ new Int32Array(8);
/** The message schedule of the block at hand. */
const w = /* @__PURE__ */ new Int32Array(64);
/** The working variables of all rounds of the block at hand. */
const v = /* @__PURE__ */ new Int32Array(72);

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
      start[primes.length] = (n ** (1 / 2) % 1) * 2 ** 32;
      roundConstants[primes.length] = (n ** (1 / 3) % 1) * 2 ** 32;
      primes.push(n);
    }
  // Big-endian words: the text, the bit 1, zeros, and at the end of a block of 16 the length in bits. A shift is modulo 32.
  const bytes = utf8(text);
  const { length } = bytes;
  const last = ((length + 8) >> 6) * 16 + 15;
  const words = new Int32Array(last + 1);
  for (let i = 0; i <= length; i++) words[i >> 2]! |= (i < length ? bytes[i]! : 128) << (24 - 8 * i);
  words[last] = length * 8;

  const hash = start.slice();
  for (let block = 0; block < last; block += 16) {
    v.set(hash, 64);
    for (let i = 0; i < 64; i++) {
      // The working variables a to h begin at `at`, which moves down by one a round: none of them has to.
      const at = 64 - i;
      const a = v[at]!;
      const b = v[at + 1]!;
      const c = v[at + 2]!;
      const e = v[at + 4]!;
      if (i < 16) w[i] = words[block + i]!;
      else {
        const x = w[i - 15]!;
        const y = w[i - 2]!;
        w[i] =
          (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)) +
          w[i - 7]! +
          (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) +
          w[i - 16]!;
      }
      const t1 =
        v[at + 7]! +
        (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
        ((e & v[at + 5]!) ^ (~e & v[at + 6]!)) +
        roundConstants[i]! +
        w[i]!;
      v[at + 3]! += t1;
      v[at - 1] = t1 + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
    }
    for (let i = 0; i < 8; i++) hash[i]! += v[i]!;
  }
  let hex = '';
  // With a 1 before it, so that it keeps its leading zeros.
  for (const word of hash) hex += (2 ** 32 + (word >>> 0)).toString(16).slice(1);
  return hex;
}
