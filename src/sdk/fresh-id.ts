import { sha256 } from '../schema/sha256.js';

/** An id that no other call gets: of nanoid's length and letters, 84 bits at random, by what is in the bundle anyway. */
export const freshId = (): string => sha256(`${crypto.getRandomValues(new Int32Array(8))}`).slice(0, 21);
