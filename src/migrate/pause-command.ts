import { EXIT, type ExitCode, type Io } from './command.js';
import { PROJECT_HELP } from './project.js';
import { projectIn, runsOf, steer } from './steering.js';

export const help = `crm-admin pause [--project ID]

Lets the backfill stop after the page at hand and wait, wherever it runs. crm-admin resume lets it go on.

${PROJECT_HELP}

Exit codes: 0 told, 1 no backfill is open, 2 wrong use, 3 Firestore or Auth did not answer or refused.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const open = await steer(runsOf(projectIn(args), io, 'migrate'), 'pause');
  if (!open) {
    io.note('No backfill is open.');
    return EXIT.no;
  }
  io.out(
    open.holder
      ? `Backfill ${open.number} (${open.holder}) will wait after the page at hand. crm-admin resume lets it go on.`
      : `Backfill ${open.number} is not running now; when it is called again it will wait for crm-admin resume.`,
  );
  return EXIT.done;
}
