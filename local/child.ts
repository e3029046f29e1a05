import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** Fulfilled with the exit code once the process is gone. */
  readonly exited: Promise<number>;
  /** Asks it to end and waits until it has; whatever of its group is left after the guard's grace is killed. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Where its output goes; the file starts empty. */
  logFile: string;
  /** Also show its output. */
  verbose: boolean;
}

const guard = fileURLToPath(new URL('./guard.mjs', import.meta.url));

/**
 * Starts a long-running command under the guard: in a process group of its own, so that a Ctrl-C in the terminal
 * reaches us alone and we choose the order of the end; and ended also when this process is killed.
 */
export function startChild(command: string, args: readonly string[], options: ChildOptions): Child {
  const { cwd, env } = options;
  const child = spawn(process.execPath, [guard, command, ...args], { cwd, env, stdio: 'pipe', detached: true });
  const log = createWriteStream(options.logFile);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    if (options.verbose) stream.pipe(process.stderr, { end: false });
  }
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      log.end();
      killGroup(child.pid);
      resolve(code ?? 1);
    });
    child.once('error', () => resolve(127));
  });
  // The pipe breaks when the guard ends before us; `exited` already tells that.
  child.stdin.on('error', () => {});
  return {
    exited,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Ends what the guard, itself killed, could not. */
function killGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // ESRCH, the usual case: nobody is left.
  }
}
