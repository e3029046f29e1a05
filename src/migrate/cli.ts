import { parseArgs } from 'node:util';
import { printEventId } from './event-id-command.js';

const HELP = `crm-admin <command>

  event-id <type> <source_id> [--source NAME]   the id an event has, e.g. crm-admin event-id AUDIT_COMPLETED sess_42

crm-admin <command> --help says more. Exit codes: 0 done, 2 wrong use.
`;

const COMMANDS: Record<string, (args: string[]) => string> = { 'event-id': printEventId };

const [name = '--help', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
try {
  if (command) process.stdout.write(`${command(args)}\n`);
  else {
    parseArgs({ args: [name], options: { help: { type: 'boolean', short: 'h' } } });
    process.stdout.write(HELP);
  }
} catch (error) {
  const unknown = !command && !name.startsWith('-') ? `there is no command ${name}` : (error as Error).message;
  process.stderr.write(`crm-admin: ${unknown}\nSee crm-admin --help.\n`);
  process.exitCode = 2;
}
