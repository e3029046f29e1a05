/**
 * The address of who sent a request: what the proxy in front says (`header`), else what Google has put last into
 * `x-forwarded-for`; what comes before that the sender may have made up. One IPv6 network is one address, since a
 * customer is given 2^64 of them. `undefined` where nobody says.
 */
export function addressOf(headers: Headers, header: string): string | undefined {
  const told = (header && headers.get(header)) || headers.get('x-forwarded-for')?.split(',').at(-1);
  const address = told?.trim();
  return address?.includes(':') && !address.includes('.') ? networkOf(address) : address || undefined;
}

/** The first four groups of an IPv6 address. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head ? head.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail ? tail.split(':').length : 0);
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':');
}
