import type { Claim } from '../ingest/ports.js';
import { claimPath } from '../schema/collections.js';
import { answered } from './answered.js';
import type { Session } from './identity.js';
import { readDocuments } from './rest.js';

/** How many documents one request asks for. */
const AT_ONCE = 300;

/** The claims on some ids, by id. Fails with a `StoreFailure`. */
export const firestoreClaims =
  (session: Session) =>
  async (ids: readonly string[]): Promise<Map<string, Claim>> => {
    const claims = new Map<string, Claim>();
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const paths = ids.slice(i, i + AT_ONCE).map(claimPath);
      const found = await answered(session, () => readDocuments(session, paths));
      for (const [path, { fields }] of found)
        if (fields) claims.set(path.slice(claimPath('').length), fields as unknown as Claim); // ingest writes no other
    }
    return claims;
  };
