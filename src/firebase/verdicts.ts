import type { Verdict } from '../migrate/verify/verdict.js';
import { answered } from './answered.js';
import type { Session } from './identity.js';
import { call, nameOf, readDocuments } from './rest.js';
import { encodedFields } from './values.js';

const VERDICT_PATH = 'migrations/verify';

/** The last verdict of `verify`. Reading takes an auditor, keeping a migration. Fails with a `StoreFailure`. */
export const verdictsOf = (session: Session) => ({
  async read(): Promise<Verdict | undefined> {
    const found = await answered(session, () => readDocuments(session, [VERDICT_PATH]));
    return found.get(VERDICT_PATH)?.fields as unknown as Verdict | undefined; // only `keep` writes it
  },
  async keep(verdict: Verdict): Promise<void> {
    const update = { name: nameOf(session, VERDICT_PATH), fields: encodedFields({ ...verdict }) };
    await answered(session, () => call(session, 'commit', { writes: [{ update }] }));
  },
});
