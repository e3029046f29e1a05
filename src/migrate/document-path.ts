/** The last part of a document's path: its id. */
export const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The case in whose path an event lies. */
export const caseIn = (path: string): string => path.split('/')[1] ?? '';
