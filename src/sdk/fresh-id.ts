/** An id that no other call gets: the time in ms, and 52 bits at random. */
export const freshId = (): string => `${Date.now()}${Math.random()}`;
