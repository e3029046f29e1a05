import { hostname } from 'node:os';
import { type Command, EXIT, type ExitCode, type Io, WrongUse } from './command.js';

/** Every command: what it does in one line, and the module that is loaded where it is called. */
const COMMANDS: Readonly<Record<string, { summary: string; load(): Promise<Command> }>> = {
  backfill: {
    summary: 'turn audit_sessions into events, leads and cases',
    load: () => import('./backfill-command.js'),
  },
  verify: { summary: 'say whether it is safe to switch to them', load: () => import('./verify-command.js') },
  rebuild: { summary: 'check leads and cases against their events', load: () => import('./rebuild-command.js') },
  status: { summary: 'how far the backfill is, and what it waits for', load: () => import('./status-command.js') },
  pause: { summary: 'let the backfill wait', load: () => import('./pause-command.js') },
  resume: { summary: 'let it go on', load: () => import('./resume-command.js') },
  export: { summary: 'all that is stored of a person', load: () => import('./export-command.js') },
  erase: { summary: 'remove all of it, for good', load: () => import('./erase-command.js') },
  grant: { summary: 'make somebody an agent or an admin', load: () => import('./grant-command.js') },
  'event-id': { summary: 'the id an event has', load: () => import('./event-id-command.js') },
};

const WIDTH = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
const HELP = `crm-admin <command>

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(WIDTH)}  ${summary}`)
  .join('\n')}

crm-admin <command> --help says more. Exit codes: ${EXIT.done} done; ${EXIT.no} done, and the answer is no (differences found,
something left undone); ${EXIT.wrongUse} wrong use; ${EXIT.failed} Firestore or Auth did not answer, or refused; ${EXIT.interrupted} interrupted.`;

async function main([name = '--help', ...args]: string[], io: Io): Promise<ExitCode> {
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(HELP);
    return EXIT.done;
  }
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!known) throw new WrongUse(`there is no command ${name}`);
  const command = await known.load().catch(missing);
  if (args.includes('--help') || args.includes('-h')) {
    io.out(command.help);
    return EXIT.done;
  }
  return command.run(args, io);
}

/** Pages need nothing of what speaks to Firebase from here, so the package does not bring it along. */
function missing(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
    throw new WrongUse('this needs two packages that are not installed here: npm install firebase firebase-admin', {
      cause: error,
    });
  throw error;
}

/** Whether an error tells of wrong use: ours, or one of `parseArgs`. */
const isWrongUse = (error: unknown): boolean =>
  error instanceof WrongUse ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

function isGone(other: string): boolean {
  const [host, id] = other.split('/');
  if (host !== hostname() || !Number(id)) return false;
  try {
    process.kill(Number(id), 0); // signal 0 only asks
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const { stdout, stderr } = process;
/** Whether the terminal's last line is one that `progress` may replace. */
let open = false;
function clear(): void {
  if (open) stderr.write('\r\u001b[K');
  open = false;
}
const io: Io = {
  env: process.env,
  out: (line) => {
    clear();
    stdout.write(`${line}\n`);
  },
  note: (line) => {
    clear();
    stderr.write(`${line}\n`);
  },
  progress: stderr.isTTY
    ? (line) => {
        stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns || 80) - 1)}`);
        open = true;
      }
    : undefined,
  interrupted: interruption.signal,
  ask: process.stdin.isTTY
    ? async (question) => {
        const { createInterface } = await import('node:readline/promises');
        const lines = createInterface({ input: process.stdin, output: stderr });
        try {
          clear();
          lines.once('SIGINT', () => interruption.abort());
          return await lines.question(question, { signal: interruption.signal });
        } catch (error) {
          if (interruption.signal.aborted) return '';
          throw error;
        } finally {
          lines.close();
        }
      }
    : undefined,
  now: () => new Date(),
  self: `${hostname()}/${process.pid}`,
  isGone,
};

const name = process.argv[2] ?? '';
process.exitCode = await main(process.argv.slice(2), io).catch((error: unknown) => {
  const wrongUse = isWrongUse(error);
  io.note(`crm-admin: ${error instanceof Error ? error.message : String(error)}`);
  if (wrongUse) io.note(`See crm-admin ${Object.hasOwn(COMMANDS, name) ? `${name} ` : ''}--help.`);
  return wrongUse ? EXIT.wrongUse : EXIT.failed;
});
