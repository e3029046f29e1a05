import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../../local/child.js';

/** Prints its id, takes SIGINT as the emulators do: writes its data, then ends. */
const EMULATOR = `
  console.log('pid ' + process.pid);
  setInterval(() => {}, 1000);
  process.on('SIGINT', () => { console.log('data written'); process.exit(0); });
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: there is no such process
  }
};

const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (let i = 0; i < 200; i++) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not happen within 5 s');
};

const newLog = () => join(mkdtempSync(join(tmpdir(), 'crm-guard-')), 'log');
const readLog = (file: string) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not there yet
  }
};
const pidIn = (logFile: string) => until(() => Number(/pid (\d+)/.exec(readLog(logFile))?.[1]));

test('stop lets the command write its data and waits until it is gone', async () => {
  const logFile = newLog();
  const options = { cwd: tmpdir(), env: process.env, logFile, verbose: false };
  const child = startChild(process.execPath, ['-e', EMULATOR], options);
  const pid = await pidIn(logFile);
  await child.stop();
  expect(isAlive(pid)).toBe(false);
  expect(readLog(logFile)).toContain('data written');
  expect(await child.exited).toBe(0);
});

test('a command that ends by itself is reported with its exit code', async () => {
  const options = { cwd: tmpdir(), env: process.env, logFile: newLog(), verbose: false };
  expect(await startChild(process.execPath, ['-e', 'process.exit(7)'], options).exited).toBe(7);
});

test('a killed parent leaves no command behind, and its data is written', async () => {
  const logFile = newLog();
  const module = new URL('../../local/child.ts', import.meta.url).href;
  const options = JSON.stringify({ cwd: tmpdir(), env: {}, logFile, verbose: false });
  const script = join(mkdtempSync(join(tmpdir(), 'crm-guard-')), 'parent.mjs');
  writeFileSync(
    script,
    `import { startChild } from '${module}';
    startChild(process.execPath, ['-e', ${JSON.stringify(EMULATOR)}], ${options});
    setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
  const pid = await pidIn(logFile);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => !isAlive(pid));
  expect(readLog(logFile)).toContain('data written');
});
