import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { firestoreEraser } from '../firebase/eraser.js';
import { sessionAs } from '../firebase/identity.js';
import { firestoreReader } from '../firebase/reader.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';
import { emailIn } from './email-argument.js';
import { copiesPutAside, erase } from './erase.js';
import { findPerson } from './person.js';
import { personLines } from './person-lines.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';
import { grouped } from './report.js';
import { sessionsTold } from './sessions-told.js';

export const help = `crm-admin erase <email> [--dry-run] [--yes] [--by NAME] [--project ID]

Erases a person for good: lead, cases, events, conflicts and sessions go, claims are marked erased, and a note that holds
no address (erasures/<hash of it>) keeps outboxes, the trigger and a backfill from bringing anything back. What the
person does from now on is a new lead's. First it lists what would go, then it asks you to type the address.

May be stopped at any moment and called again. Writes with your own credentials, which the rules do not bind: they need
roles/datastore.user. Keeps a line in admin_log: when, by whom, the hash of the address, how many documents.

${PROJECT_HELP}
  --dry-run  lists what would go, and ends
  --yes      does not ask, for scripts
  --by NAME  who does it, for the log; by default ${'`user@host`'}

Not reached: backups and exports of the database, files that crm-admin export has written, what free text of others
says, and sessions that an old front-end writes again (call it again then).
Exit codes: 0 erased (or listed), 1 the address was not confirmed, or something is left: a session that is
being written, copies that a backfill holds; 2 wrong use, 3 Firestore or Auth did not answer or refused.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...PROJECT_OPTION,
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean' },
      by: { type: 'string' },
    },
  });
  const email = emailIn('erase', positionals);
  if (!values['dry-run'] && !values.yes && !io.ask)
    throw new WrongUse('erase: nobody is at a terminal to confirm it; give --yes, or --dry-run to list what would go');
  const settings = settingsOf(values.project, io.env);
  const reader = firestoreReader(sessionAs({ ...settings, role: 'auditor' }));
  io.out(`${email} in ${settings.projectId}:`);
  for (const line of personLines(await findPerson(reader, email, sessionsTold(io)))) io.out(line);
  if (values['dry-run']) {
    io.note('A dry run: nothing was changed.');
    return EXIT.done;
  }
  if (!values.yes && (await io.ask?.('This cannot be undone. Type the address to erase it: '))?.trim() !== email) {
    io.note('Not confirmed: nothing was changed.');
    return EXIT.no;
  }
  const eraser = await firestoreEraser(settings.projectId);
  try {
    const { erasedAt, went, left } = await erase(
      reader,
      eraser,
      email,
      values.by ?? userInfo().username,
      sessionsTold(io),
    );
    const counts = Object.entries(went).map(([kind, n]) => `${kind} ${grouped(n)}`);
    io.out(`Erased, with what happened until ${erasedAt}: ${counts.join(', ')}.`);
    for (const path of left) io.note(`${path} is being written all the time and is still there: call it again.`);
    const copies = await copiesPutAside(reader);
    if (copies) io.note('A backfill is under way and may hold copies until it is done: crm-admin backfill ends it.');
    return left.length || copies ? EXIT.no : EXIT.done;
  } finally {
    await eraser.close();
  }
}
