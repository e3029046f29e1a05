/** What a signature is worth: `stale` is genuine, but was made too long ago or too far ahead. */
export type SignatureVerdict = 'valid' | 'missing' | 'forged' | 'stale';

const encoder = new TextEncoder();

/**
 * Judges the header `Calendly-Webhook-Signature: t=1492774577,v1=5257a8…`: `v1` is the HMAC-SHA256, in hex, of `t`, a dot
 * and the body as it came, made at `t` (s since 1970). One of `keys` must have made it: two while one replaces the other.
 * The platform compares in constant time.
 * https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
 * @param tolerance how far `t` may be from `now`, s.
 */
export async function judgeSignature(
  header: string | null,
  body: Uint8Array<ArrayBuffer>,
  keys: readonly string[],
  now: Date,
  tolerance: number,
): Promise<SignatureVerdict> {
  const [, time, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header?.trim() ?? '') ?? [];
  if (!time || !hex) return header ? 'forged' : 'missing';
  const signed = Buffer.concat([encoder.encode(`${time}.`), body]);
  const signature = Buffer.from(hex, 'hex');
  const verdicts = await Promise.all(
    keys.map(async (key) => crypto.subtle.verify('HMAC', await hmacKey(key), signature, signed)),
  );
  if (!verdicts.includes(true)) return 'forged';
  return Math.abs(now.getTime() / 1000 - Number(time)) > tolerance ? 'stale' : 'valid';
}

const hmacKey = (key: string) =>
  crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
