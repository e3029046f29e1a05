import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Hosting {
  headers: { source: string; headers: { key: string; value: string }[] }[];
}

/**
 * The headers that firebase.json gives each path, so that a page that breaks its own Content-Security-Policy breaks
 * here and not in production. Two differences: the page may also connect to the emulators, and there is no
 * Strict-Transport-Security, which would turn http://127.0.0.1 into https for every other project of this machine.
 */
export function hostingHeaders(root: string, emulators: readonly string[]): (path: string) => [string, string][] {
  // Our own file; its shape is Firebase's.
  const { hosting } = JSON.parse(readFileSync(join(root, 'firebase.json'), 'utf8')) as { hosting: Hosting };
  const local = emulators.map((host) => `http://${host}`).join(' ');
  const rules = hosting.headers.map(({ source, headers }) => ({
    start: source.replace(/\*\*$/, ''),
    headers: headers
      .filter(({ key }) => key !== 'Strict-Transport-Security')
      .map(({ key, value }): [string, string] => [
        key,
        key === 'Content-Security-Policy' ? value.replace('connect-src', `connect-src ${local}`) : value,
      ]),
  }));
  return (path) => rules.filter(({ start }) => path.startsWith(start)).flatMap(({ headers }) => headers);
}
