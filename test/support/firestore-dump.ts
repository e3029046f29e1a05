import { encodedFields } from '../../src/firebase/values.js';
import type { Fields } from '../../src/ingest/ports.js';
import { canonicalJson } from '../../src/schema/content-hash.js';

const DOMAIN = ['leads', 'cases', 'events', 'event_claims', 'conflicts', 'erasures'];

const rootOf = (project: string) => `projects/${project}/databases/(default)/documents`;
const owner = { authorization: 'Bearer owner', 'content-type': 'application/json' };

/** Every document of the domain, types and all, as text: path and fields, a line each. `firestore` is `host:port`. */
export async function dumped(
  firestore: string,
  collections: readonly string[] = DOMAIN,
  project = 'demo-siam-visa',
): Promise<string[]> {
  const root = rootOf(project);
  const lines: string[] = [];
  for (const collectionId of collections) {
    const response = await fetch(`http://${firestore}/v1/${root}:runQuery`, {
      method: 'POST',
      headers: owner,
      body: JSON.stringify({ structuredQuery: { from: [{ collectionId, allDescendants: true }] } }),
    });
    const rows = (await response.json()) as { document?: { name: string; fields?: object } }[];
    for (const { document } of rows)
      if (document) lines.push(`${document.name.slice(root.length + 1)} ${canonicalJson(document.fields ?? {})}`);
  }
  return lines.sort();
}

/** Puts a document there, past the rules. */
export async function putDocument(firestore: string, path: string, fields: Fields, project = 'demo-siam-visa') {
  const response = await fetch(`http://${firestore}/v1/${rootOf(project)}:commit`, {
    method: 'POST',
    headers: owner,
    body: JSON.stringify({
      writes: [{ update: { name: `${rootOf(project)}/${path}`, fields: encodedFields(fields) } }],
    }),
  });
  if (!response.ok) throw new Error(`${path} was not taken: ${await response.text()}`);
}

/** Empties Firestore. */
export async function emptied(firestore: string, project = 'demo-siam-visa'): Promise<void> {
  await fetch(`http://${firestore}/emulator/v1/${rootOf(project)}`, { method: 'DELETE', headers: owner });
}
