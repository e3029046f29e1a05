// `npm run deploy -- --project <id>`: builds, says what it will put where, and does it once that is confirmed.
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ROOT } from './backend.js';
import { build } from './build.js';
import { planOf, settingsFile } from './deploy-plan.js';
import { StartFailure } from './failure.js';
import { stopOnSignals } from './stop.js';

const HELP = `npm run deploy -- --project <id> [options]

Builds the package and deploys rules, indexes, the ingest function and Hosting with firebase-tools (through npx). Prints
first what it will do. Settings of the function come from .env.<id> in the repository's folder: docs/operations.md.

  --only firestore,functions,hosting   a part of it
  --yes        do it without asking
  --no-build   deploy what is in dist/ already
  --help       this
`;

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { project: { type: 'string' }, only: { type: 'string' }, yes: flag, 'no-build': flag, help: flag },
  });
  if (values.help) return say(HELP);
  const { project } = values;
  if (!project) throw new StartFailure('which project? `npm run deploy -- --project <id>`');
  const parts = (values.only ?? 'firestore,functions,hosting').split(',');
  // Before the build, so that a wrong setting is told at once; and after it, for what was built.
  planOf(ROOT, project, parts, { built: false });
  if (!values['no-build']) await build(stopOnSignals().signal);
  const plan = planOf(ROOT, project, parts, { built: true });
  say(`${plan.lines.join('\n')}\n\nnpx ${plan.command.join(' ')}\n`);
  if (!values.yes && !(await confirmed(project))) {
    say('Nothing was deployed.\n');
    return 1;
  }
  if (parts.includes('functions')) copyFileSync(settingsFile(ROOT, project), join(ROOT, 'dist/functions/.env'));
  return run(plan.command);
}

const say = (text: string): number => {
  process.stdout.write(text);
  return 0;
};

/** The project's name is asked for, since Enter is pressed too easily. */
async function confirmed(project: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface(process.stdin, process.stdout);
  const typed = await terminal.question(`Type ${project} to do it: `);
  terminal.close();
  return typed.trim() === project;
}

function run(command: readonly string[]): Promise<number> {
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const child = spawn(npx, command, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof StartFailure || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    console.error(known ? `npm run deploy: ${(error as Error).message}` : error);
    process.exit(1);
  },
);
