/** The most events in one request. */
export const MAX_EVENTS = 50;
/** The most bytes in one request body. */
export const MAX_BODY_BYTES = 256 * 1024;
