/** An id that no other call gets: 128 bits at random, in digits. */
export const freshId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('');
