import { EXIT, type ExitCode, type Io } from './command.js';
import { PROJECT_HELP } from './project.js';
import { projectIn, runsOf, steer } from './steering.js';

export const help = `crm-admin resume [--project ID]

Lets a backfill go on that crm-admin pause let wait.

${PROJECT_HELP}

Exit codes: 0 told, 1 no backfill is open, 2 wrong use, 3 Firestore or Auth did not answer or refused.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const open = await steer(runsOf(projectIn(args), io, 'migrate'), 'run');
  if (!open) {
    io.note('No backfill is open.');
    return EXIT.no;
  }
  io.out(
    open.holder
      ? `Backfill ${open.number} (${open.holder}) goes on.`
      : `Backfill ${open.number} may go on, but nobody runs it: call crm-admin backfill.`,
  );
  return EXIT.done;
}
