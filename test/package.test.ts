import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('what is in dist (after `npm run build`)', () => {
  test.each(Object.entries<number>(manifest.budgets))('%s weighs at most %i bytes, gzip -9', (file, most) => {
    expect(gzipSync(read(file), { level: 9 }).length).toBeLessThanOrEqual(most);
  });

  test('the script tag has no zod, no Firebase, no eval in it', () => {
    expect(read('dist/crm.iife.js')).not.toMatch(/zod|firebase|new Function|\beval\(/i);
  });

  test('the dashboard loads at most 150 KB of script before anything is asked for, and no re2js', () => {
    const loaded = new Map<string, string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      const text = read(file);
      loaded.set(file, text);
      // What it imports by `import(…)` comes later.
      for (const [, to] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)) load(join(dirname(file), to!));
    };
    load('dist/hosting/admin/main.js');
    const bytes = [...loaded.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(bytes).toBeLessThanOrEqual(150_000);
    // Live Firestore from 12.15 on brings a regular-expression engine of 50 KB along.
    const sources = [...loaded.keys()].flatMap((file) => JSON.parse(read(`${file}.map`)).sources as string[]);
    expect(sources.filter((source) => source.includes('@firebase/firestore'))).not.toEqual([]);
    expect(sources.filter((source) => /re2js/i.test(source))).toEqual([]);
  });

  test('every entry of the exports map exists, with its types', () => {
    for (const entry of Object.values<string | Record<string, string>>(manifest.exports))
      for (const file of typeof entry === 'string' ? [entry] : Object.values(entry))
        expect(existsSync(join(ROOT, file)), file).toBe(true);
    for (const file of Object.values<string>(manifest.bin)) expect(existsSync(join(ROOT, file)), file).toBe(true);
  });

  test('the types of ., ./react and ./calendly name no zod', () => {
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = read(file);
      expect(text, file).not.toMatch(/from ['"]zod/);
      for (const [, to] of text.matchAll(/from ['"](\.[^'"]+)['"]/g))
        visit(join(file, '..', to!.replace(/\.js$/, '.d.ts')));
    };
    visit('dist/types/sdk/index.d.ts');
    visit('dist/types/react/index.d.ts');
    visit('dist/types/calendly/index.d.ts');
    expect(seen.size).toBeGreaterThan(5);
  });

  test('crm-admin runs where only the dependencies are, and says what the rest of it needs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crm-package-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      for (const name of Object.keys(manifest.dependencies))
        symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
      cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
      cpSync(join(ROOT, 'dist/crm-admin.js'), join(folder, 'dist/crm-admin.js'));
      cpSync(join(ROOT, 'dist/crm-admin'), join(folder, 'dist/crm-admin'), { recursive: true });
      const call = (...args: string[]) =>
        spawnSync(process.execPath, [join(folder, 'dist/crm-admin.js'), ...args], { encoding: 'utf8' });
      expect(call('--help')).toMatchObject({ status: 0, stderr: '' });
      expect(call('event-id', 'AUDIT_COMPLETED', 'sess_42')).toMatchObject({ status: 0, stderr: '' });
      const { status, stderr } = call('erase', 'somebody@example.com', '--dry-run');
      expect({ status, line: stderr.split('\n')[0] }).toEqual({
        status: 2,
        line: 'crm-admin: this needs two packages that are not installed here: npm install firebase firebase-admin',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the five entries for Node and servers import without a page', async () => {
    expect(await import(join(ROOT, 'dist/index.js'))).toHaveProperty('createCrm');
    expect(await import(join(ROOT, 'dist/react.js'))).toHaveProperty('useEmit');
    expect(await import(join(ROOT, 'dist/calendly.js'))).toHaveProperty('onBooking');
    expect(await import(join(ROOT, 'dist/schema.js'))).toHaveProperty('eventId');
    expect(await import(join(ROOT, 'dist/ingest.js'))).toHaveProperty('ingest');
  });
});
