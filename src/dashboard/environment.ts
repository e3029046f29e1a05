/** What the server tells a page of its project: Hosting's own address, to which `npm start` adds the emulators. */
export interface Environment {
  readonly projectId: string;
  readonly apiKey: string;
  readonly authDomain?: string;
  /** `host:port` of the emulators, where the stack is local. */
  readonly emulators?: { readonly firestore: string; readonly auth: string };
}

/** Asks the server. Fails with what `fetch` fails with, or where the answer is none of Hosting's. */
export async function readEnvironment(): Promise<Environment> {
  const response = await fetch('/__/firebase/init.json');
  if (!response.ok) throw new Error(`/__/firebase/init.json answers ${response.status}`);
  // The server's own answer, read in one place.
  return (await response.json()) as Environment;
}
