// Runs a command and outlives its parent just long enough to end it.
//
// Its standard input is a pipe from the parent. When that closes (the parent asked for the end, or is gone, be it by
// SIGKILL) the command gets SIGINT and 10 seconds to write its data; then whatever is left of the process group is
// killed. Plain JavaScript, so that it needs no loader: it is one more process for as long as the stack runs.
import { spawn } from 'node:child_process';

/** How long the command may take to put its data on disk, ms. */
const GRACE = 10_000;

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

const killGroup = () => {
  try {
    // The guard leads the group (it is spawned detached), so this is its own last act too.
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // Not the leader of a group, because started by hand: the command alone is ours.
    child.kill('SIGKILL');
  }
};

let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  child.kill('SIGINT');
  setTimeout(killGroup, GRACE);
};

process.stdin.on('end', end).on('close', end).on('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

child.on('error', (error) => {
  console.error(String(error));
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 0 : 1)));
