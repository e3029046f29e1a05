import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const HOSTING = join(import.meta.dirname, '../dist/hosting');
const read = (file: string) => readFileSync(join(HOSTING, file), 'utf8');

test('the dashboard loads at most 150 KB of script before anything is asked for, and no re2js', () => {
  const loaded = new Map<string, string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    const text = read(file);
    loaded.set(file, text);
    // What it imports by `import(…)` comes later.
    for (const [, to] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)) load(join(dirname(file), to!));
  };
  load('admin/main.js');
  const bytes = [...loaded.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  expect(bytes).toBeLessThanOrEqual(150_000);
  // Live Firestore from 12.15 on brings a regular-expression engine of 50 KB along.
  const sources = [...loaded.keys()].flatMap((file) => JSON.parse(read(`${file}.map`)).sources as string[]);
  expect(sources.filter((source) => source.includes('@firebase/firestore'))).not.toEqual([]);
  expect(sources.filter((source) => /re2js/i.test(source))).toEqual([]);
});
