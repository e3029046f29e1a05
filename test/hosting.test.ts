import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const HOSTING = join(import.meta.dirname, '../dist/hosting');
const read = (file: string) => readFileSync(join(HOSTING, file), 'utf8');
const gzip = (text: string) => gzipSync(text, { level: 9 }).length;
const weight = (files: readonly string[]) => files.reduce((sum, file) => sum + gzip(read(file)), 0);

/** A module with everything it imports; what it imports by `import(…)` comes later. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const [, to] of read(file).matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g))
    loadedWith(join(dirname(file), to!), loaded);
  return loaded;
}
const first = [...loadedWith('admin/main.js')];
/** What is loaded more when the first page imports a chunk of that name. */
function loadedLater(name: string): string[] {
  const chunk = first.flatMap((file) =>
    [...read(file).matchAll(/import\(["'](\.[^"']+)["']\)/g)].map(([, to]) => join(dirname(file), to!)),
  );
  const file = chunk.find((one) => one.includes(`/${name}-`));
  expect(file, `no chunk ${name}`).toBeDefined();
  return [...loadedWith(file!)].filter((one) => !first.includes(one));
}

test('the dashboard loads at most 150 KB of script before anything is asked for, and no re2js', () => {
  expect(weight(first)).toBeLessThanOrEqual(150_000);
  // Live Firestore from 12.15 on brings a regular-expression engine of 50 KB along.
  const sources = first.flatMap((file) => JSON.parse(read(`${file}.map`)).sources as string[]);
  expect(sources.filter((source) => source.includes('@firebase/firestore'))).not.toEqual([]);
  expect(sources.filter((source) => /re2js/i.test(source))).toEqual([]);
});

test('the overview is loaded when it is opened, at most 25 KB with its styles, and an export by itself', () => {
  const styles = ['admin/overview.css', 'admin/charts.min.css'];
  const overview = loadedLater('overview-pane');
  expect(weight([...overview, ...styles])).toBeLessThanOrEqual(25_000);
  expect(weight(loadedLater('export-cases'))).toBeLessThanOrEqual(3_000);
  for (const file of styles) expect(read('admin/index.html')).not.toContain(file);
});
