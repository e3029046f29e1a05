import { parseArgs } from 'node:util';
import { sessionAs } from '../firebase/identity.js';
import { firestoreReader } from '../firebase/reader.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';
import { readingTold } from './reading-told.js';
import { grouped } from './report.js';
import { differenceLines } from './verify/table.js';
import { checkProjections } from './verify/verify.js';

export const help = `crm-admin rebuild --check [--project ID] [--json]

Projects every lead and case anew from its events, and names each field in which what is stored differs. What agents
have set is left alone. Reads as an identity that cannot write, and changes nothing: nobody may rewrite a case.

${PROJECT_HELP}
  --check  required: there is nothing but the check
  --json   one JSON document instead of the list

Exit codes: 0 no difference, 1 differences, 2 wrong use, 3 Firestore or Auth did not answer or refused, 130 stopped by
Ctrl-C.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...PROJECT_OPTION, check: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (!values.check) throw new WrongUse('rebuild: give --check; it compares and changes nothing');
  const settings = settingsOf(values.project, io.env);
  const { region, intents, projectId } = settings;
  const reader = firestoreReader(sessionAs({ ...settings, role: 'auditor' }));
  const told = await readingTold(io, (telling) => checkProjections(reader, { region, intents, ...telling }));
  if (!told) return EXIT.interrupted;
  const { differences, complete, read, short } = told;
  const counts = Object.fromEntries([...read].sort());
  if (values.json) io.out(JSON.stringify({ project: projectId, read: counts, complete, short, differences }, null, 2));
  else {
    io.out(`${projectId}: ${grouped(counts.leads ?? 0)} leads and ${grouped(counts.cases ?? 0)} cases projected anew`);
    for (const line of differenceLines(differences, complete)) io.out(line);
    for (const collection of short) io.out(`Firestore counts more ${collection} than it gave: check again.`);
  }
  return differences.length || short.length ? EXIT.no : EXIT.done;
}
