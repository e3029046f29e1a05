const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
};
/** The first 32 bits of a number's fractional part: where FIPS 180-4 §4.2.2 and §5.3.3 take their constants from. */
const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) | 0;

let constants: { k: number[]; start: number[] } | undefined;

/**
 * The SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits. A lone surrogate counts as U+FFFD, as on the wire.
 * Synchronous and free of platform calls on purpose: an event's id must be known in the very call that makes it, also
 * where `crypto.subtle` is missing (a page on plain http) or would only answer in a later task.
 * Source: FIPS 180-4. For identifiers only, not for secrets.
 */
export function sha256(text: string): string {
  constants ??= {
    k: primes(64).map((p) => fraction(Math.cbrt(p))),
    start: primes(8).map((p) => fraction(Math.sqrt(p))),
  };
  const { k, start } = constants;
  const bytes = new TextEncoder().encode(text);
  // Padding: the bit 1, zeros, and the length in bits as 64 bits, to a multiple of 16 words.
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, i) => {
    words[i >> 2]! |= byte << (24 - (i % 4) * 8);
  });
  words[bytes.length >> 2]! |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[words.length - 1] = bytes.length * 8;

  const hash = Int32Array.from(start);
  const w = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
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
      const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
      const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      hash[i]! += word;
    });
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
