import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const NAME = '@siam-visa-pro/crm';

/** A folder of a stranger's, in which nothing but the packed package is installed. */
export interface Packed {
  /** The folder; the package is in its `node_modules`. */
  readonly folder: string;
  /** Where the package was installed. */
  readonly installed: string;
  readonly tarball: string;
  /** Runs a module in the folder, in a Node of its own; answers what it printed. Throws where it fails. */
  node(code: string): string;
  remove(): void;
}

/**
 * `npm pack` and `npm install` of what is in `dist`, without a registry: what the package depends on, and React, is linked
 * from here. A dependency that its manifest does not name is not found there.
 */
export function installPacked(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'crm-packed-'));
  const npm = (...args: string[]) =>
    execFileSync('npm', [...args, '--silent', '--offline', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
  npm('pack', ROOT, '--pack-destination', folder);
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz'))!);
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const here = [...Object.keys(dependencies), 'react', 'react-dom', '@types/react', 'csstype'];
  const wanted = here.map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`]);
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { [NAME]: `file:${tarball}`, ...Object.fromEntries(wanted) },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm('install', '--no-audit', '--no-fund');
  return {
    folder,
    installed: join(folder, 'node_modules', NAME),
    tarball,
    node: (code) => execFileSync('node', ['--input-type=module', '--eval', code], { cwd: folder, encoding: 'utf8' }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
