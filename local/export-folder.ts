import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const EVERYBODY_MAY_WRITE = 0o002;

/**
 * Where the emulators keep their export: in the data folder, but for a checkout below a folder that everybody may write
 * (`/tmp`). fireemu refuses to export there, so it goes to a folder of its own in the home directory.
 */
export function exportFolder(dataDir: string): string {
  const here = resolve(dataDir);
  if (!ancestors(here).some(isOpen)) return join(here, 'firebase');
  const name = createHash('sha256').update(here).digest('hex').slice(0, 16);
  return join(homedir(), '.cache', 'siam-crm', name, 'firebase');
}

const ancestors = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...ancestors(dirname(folder))];

function isOpen(folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return !!stat && (stat.mode & EVERYBODY_MAY_WRITE) !== 0;
}
