import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { sessionAs } from '../firebase/identity.js';
import { firestoreReader } from '../firebase/reader.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';
import { caseIn, idOf } from './document-path.js';
import { emailIn } from './email-argument.js';
import { findPerson, type Person } from './person.js';
import { isUnknown } from './person-lines.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';
import { sessionsTold } from './sessions-told.js';

export const help = `crm-admin export <email> [--out FILE] [--project ID]

Everything that is stored of a person, as one JSON document: the lead, each case with its events, conflicts, and the
sessions of audit_sessions. Reads as an identity that cannot write. Sessions are found by reading the collection through,
since an address may be typed in any way there.

${PROJECT_HELP}
  --out FILE  writes it to a new file that only you can read, instead of to the screen

Exit codes: 0 exported, 1 nothing is stored of this address, 2 wrong use, 3 Firestore or Auth did not answer or refused.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...PROJECT_OPTION, out: { type: 'string' } },
  });
  const email = emailIn('export', positionals);
  const settings = settingsOf(values.project, io.env);
  const person = await findPerson(
    firestoreReader(sessionAs({ ...settings, role: 'auditor' })),
    email,
    sessionsTold(io),
  );
  if (isUnknown(person)) {
    io.note(`Nothing is stored of ${email}.${person.erasure ? ` Erased at ${person.erasure.fields.erased_at}.` : ''}`);
    return EXIT.no;
  }
  const text = JSON.stringify(exported(person, io.now()), null, 2);
  if (values.out === undefined) io.out(text);
  else {
    await writeFile(values.out, `${text}\n`, { mode: 0o600, flag: 'wx' }).catch((cause: Error) => {
      throw new WrongUse(`export: ${values.out} cannot be written: ${cause.message}`, { cause });
    });
    io.note(`Written to ${values.out}.`);
  }
  return EXIT.done;
}

/** A person's data in the shape of the data model: events in their cases, sessions as they lie. */
export function exported(person: Person, now: Date) {
  const { email, lead, cases, events, conflicts, sessions, mentions, erasure } = person;
  const eventsOf = (id: string) =>
    events
      .filter(({ path }) => caseIn(path) === id)
      .map(({ fields }) => fields)
      .sort((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1));
  const known = new Set(cases.map(({ path }) => idOf(path)));
  const elsewhere = events.filter(({ path }) => !known.has(caseIn(path)));
  return {
    exported_at: now.toISOString(),
    email,
    lead: lead?.fields ?? null,
    cases: cases.map(({ path, fields }) => ({ ...fields, events: eventsOf(idOf(path)) })),
    ...(elsewhere.length && { events_outside_their_cases: elsewhere.map(({ fields }) => fields) }),
    conflicts: conflicts.map(({ fields }) => fields),
    audit_sessions: sessions.map(({ path, fields }) => ({ id: idOf(path), ...fields })),
    ...(mentions.length && { named_in_audit_sessions: mentions.map(({ path }) => idOf(path)) }),
    ...(erasure && { erased_at: erasure.fields.erased_at }),
  };
}
