import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ExitCode, Io } from '../../src/migrate/command.js';
import { ROOT } from './emulator.js';

/** `crm-admin` as the sources stand, as a program: `dist` is somebody else's to build, and may be older. */
export interface Program {
  start(args: readonly string[], env: Record<string, string>): Started;
  remove(): void;
}

export interface Started {
  readonly process: ChildProcess;
  /** Fulfilled with the exit code, or the signal, and what was printed. */
  readonly ended: Promise<{ code: number | NodeJS.Signals | null; out: string; notes: string }>;
}

export async function buildCrmAdmin(): Promise<Program> {
  // Below node_modules: there the packages are found, and git looks away.
  const folder = join(ROOT, 'node_modules/.cache', `crm-admin-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'src/migrate/cli.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
  });
  return {
    start(args, env) {
      const child = spawn(process.execPath, [join(folder, 'cli.mjs'), ...args], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let notes = '';
      child.stdout.on('data', (part) => (out += part));
      child.stderr.on('data', (part) => (notes += part));
      const ended = new Promise<{ code: number | NodeJS.Signals | null; out: string; notes: string }>((resolve) =>
        child.once('close', (code, signal) => resolve({ code: code ?? signal, out, notes })),
      );
      return { process: child, ended };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A command within this process, and what it said. */
export interface Called {
  readonly ended: Promise<ExitCode>;
  readonly out: readonly string[];
  readonly notes: readonly string[];
  interrupt(): void;
}

/** Calls a command of `crm-admin` in this process. */
export function called(
  run: (args: readonly string[], io: Io) => Promise<ExitCode>,
  args: readonly string[],
  env: Record<string, string>,
  more: Partial<Io> = {},
): Called {
  const out: string[] = [];
  const notes: string[] = [];
  const interruption = new AbortController();
  const io: Io = {
    env,
    out: (line) => void out.push(line),
    note: (line) => void notes.push(line),
    interrupted: interruption.signal,
    now: () => new Date(),
    self: 'here/1',
    isGone: () => false,
    ...more,
  };
  return { ended: run(args, io), out, notes, interrupt: () => interruption.abort() };
}
