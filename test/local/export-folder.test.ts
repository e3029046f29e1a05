import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { exportFolder } from '../../local/export-folder.js';

const made: string[] = [];
const folder = (mode: number) => {
  const path = mkdtempSync(join(homedir(), '.crm-test-'));
  made.push(path);
  chmodSync(path, mode);
  return path;
};
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

test('the data stays in the data folder', () => {
  const path = folder(0o755);
  expect(exportFolder(join(path, 'a'))).toBe(join(path, 'a', 'firebase'));
});

test('below a folder that everybody may write the data goes to the home directory, one folder a checkout', () => {
  const path = folder(0o777);
  expect(exportFolder(join(path, 'a'))).toMatch(join(homedir(), '.cache', 'siam-crm'));
  expect(exportFolder(join(path, 'a'))).not.toBe(exportFolder(join(path, 'b')));
});
