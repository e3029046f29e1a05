import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
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
  /** Show its output instead. */
  verbose: boolean;
}

const guard = fileURLToPath(new URL('./guard.mjs', import.meta.url));

/**
 * Starts a long-running command under the guard: in a process group of its own, so that a Ctrl-C in the terminal
 * reaches us alone and we choose the order of the end; and ended also when this process is killed.
 */
export function startChild(command: string, args: readonly string[], options: ChildOptions): Child {
  const { cwd, env } = options;
  // A file and no pipe through us: it still takes what they print when we have been killed, and so they end in order.
  const log = options.verbose ? 2 : openSync(options.logFile, 'w');
  const child = spawn(process.execPath, [guard, command, ...args], {
    cwd,
    env,
    stdio: ['pipe', log, log],
    detached: true,
  });
  if (log !== 2) closeSync(log);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      killGroup(child.pid);
      resolve(code ?? 1);
    });
    child.once('error', () => resolve(127));
  });
  // The pipe breaks when the guard ends before us; `exited` already tells that.
  child.stdin?.on('error', () => {});
  return {
    exited,
    async stop() {
      child.stdin?.end();
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
