/** What the server tells a page of its project: Hosting's own address, to which `npm start` adds the last two. */
export interface Environment {
  readonly projectId: string;
  readonly apiKey: string;
  readonly authDomain?: string;
  /** `host:port` of the emulators, where the stack is local. */
  readonly emulators?: { readonly firestore: string; readonly auth: string };
  /** Other pages that were built. */
  readonly pages?: readonly string[];
}

let known: Promise<Environment> | undefined;

export function environment(): Promise<Environment> {
  // The server's own answer, read in one place.
  known ??= fetch('/__/firebase/init.json').then((response) => response.json() as Promise<Environment>);
  return known;
}
