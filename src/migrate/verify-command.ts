import { parseArgs } from 'node:util';
import { sessionAs } from '../firebase/identity.js';
import { firestoreReader } from '../firebase/reader.js';
import { verdictsOf } from '../firebase/verdicts.js';
import { EXIT, type ExitCode, type Io } from './command.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';
import { readingTold } from './reading-told.js';
import { verificationLines } from './verify/table.js';
import { staleness, verdictOf } from './verify/verdict.js';
import { verify } from './verify/verify.js';

export const help = `crm-admin verify [--project ID] [--json] [--status]

Compares audit_sessions with the events, cases and leads that came of it, in both directions, and says whether it is
safe to switch the dashboard. Reads as an identity that cannot write; may run while sites send events: what looks wrong
is read again before it is called a difference.

${PROJECT_HELP}
  --json    one JSON document with every difference, instead of the table
  --status  reads nothing but the last result, and says whether it still holds

A clean result holds for 24 hours. It is kept in migrations/verify, for --status and for whoever comes after.
What it cannot see: docs/migration.md.
Exit codes: 0 it is safe to switch, 1 it is not (or the last result is stale), 2 wrong use, 3 Firestore or Auth did not
answer or refused, 130 stopped by Ctrl-C.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...PROJECT_OPTION, json: { type: 'boolean' }, status: { type: 'boolean' } },
  });
  const settings = settingsOf(values.project, io.env);
  const auditor = sessionAs({ ...settings, role: 'auditor' });
  if (values.status) {
    const last = await verdictsOf(auditor).read();
    const stale = staleness(last, io.now());
    if (values.json) io.out(JSON.stringify({ ...last, holds: !stale, ...(stale && { why: stale }) }, null, 2));
    else io.out(stale ?? `Clean at ${last?.verified_at}: it is safe to switch, until ${last?.good_until}.`);
    return stale ? EXIT.no : EXIT.done;
  }
  const begun = io.now();
  const { region, intents } = settings;
  const told = await readingTold(io, (telling) => verify(firestoreReader(auditor), { region, intents, ...telling }));
  if (!told) return EXIT.interrupted;
  const { differences, complete } = told;
  const verdict = verdictOf(told, settings.projectId, begun);
  // Another sign-in: whoever has read cannot write.
  await verdictsOf(sessionAs({ ...settings, role: 'migrate' })).keep(verdict);
  if (values.json) io.out(JSON.stringify({ ...verdict, complete, differences }, null, 2));
  else for (const line of verificationLines(verdict, differences, complete)) io.out(line);
  return verdict.verdict === 'clean' ? EXIT.done : EXIT.no;
}
