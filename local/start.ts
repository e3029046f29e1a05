// `npm start`: builds everything, starts everything, prints one line when it works, and leaves nothing behind.
import { parseArgs } from 'node:util';
import type { Backend } from './backend.js';
import { StartFailure } from './failure.js';

const HELP = `npm start -- [options]

Builds the package, starts Firestore, Auth and Functions locally and serves the demo.

  --fresh      empty .crm-data/ first: no leads, no cases
  --no-build   use what is in dist/ already
  --verbose    show what the emulators print (which else goes to .crm-data/emulators.log)
  --help       this

Accounts: admin@example.com and agent@example.com, password crm-demo. Ctrl-C ends everything; the data stays.
`;

const flag = { type: 'boolean', default: false } as const;

async function main(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new StartFailure(
      `Node ${process.versions.node} is too old: install Node 20 or newer (nodejs.org), then try again.`,
    );
  const options = { fresh: flag, 'no-build': flag, verbose: flag, help: flag };
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);

  // Before anything is started, so that no moment is left in which a Ctrl-C would leave something behind.
  const { stopOnSignals } = await import('./stop.js');
  const { assertFree, LAW_PORTS } = await import('./ports.js');
  const stopping = stopOnSignals();
  // Asked before the build too: half a minute is a long wait for bad news.
  await assertFree(LAW_PORTS);
  const say = (line: string) => console.error(line);
  if (!values['no-build']) {
    say('building the package and the demo …');
    const { build } = await import('./build.js');
    await build(stopping.signal);
  }
  const { startBackend } = await import('./backend.js');
  say('starting Firestore, Auth and Functions …');
  const starting = startBackend({ fresh: values.fresh, verbose: values.verbose, say });
  stopping.before(async () => {
    // A start that failed has cleaned up after itself.
    await starting.then((backend) => backend.stop()).catch(() => {});
  });
  const backend = await starting;
  if (!stopping.signal.aborted) console.log(ready(backend));
  const code = await backend.emulatorsExited;
  if (!stopping.signal.aborted) {
    await backend.stop();
    throw new StartFailure(`the emulators ended by themselves (exit code ${code}): ${backend.logFile} says why.`);
  }
}

function ready({ url, ports }: Backend): string {
  return `ready ${url}  (emulator UI http://127.0.0.1:${ports.ui}, sign in as admin@example.com / crm-demo, Ctrl-C ends it)`;
}

main().catch((error: unknown) => {
  const misused = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  const known = error instanceof StartFailure || misused;
  console.error(known ? `npm start: ${(error as Error).message}` : error);
  if (misused) console.error('See npm start -- --help.');
  process.exit(1);
});
