import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled, weight } from '../bench/weights.js';
import { installPacked, type Packed } from './support/packed.js';

const ROOT = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const ENTRIES: Readonly<Record<string, string>> = {
  '@siam-visa-pro/crm': 'createCrm',
  '@siam-visa-pro/crm/react': 'useEmit',
  '@siam-visa-pro/crm/calendly': 'onBooking',
  '@siam-visa-pro/crm/schema': 'eventId',
  '@siam-visa-pro/crm/ingest': 'ingest',
};

let packed: Packed;
beforeAll(() => {
  packed = installPacked();
}, 120_000);
afterAll(() => packed?.remove());

const read = (file: string) => readFileSync(join(packed.installed, file), 'utf8');
const bin = (name: string, args: string[], cwd: string) =>
  execFileSync(process.execPath, [join(ROOT, 'node_modules', name), ...args], { cwd, encoding: 'utf8' });

describe('the tarball', () => {
  test('holds what is published, and nothing else', () => {
    const files = readdirSync(packed.installed, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\./.test(file),
    );
    const others = files.filter(
      (file) => !/^dist\/(types\/[\w/.-]+\.d\.ts|(crm-admin\/)?[\w.-]+\.js(\.map)?)$/.test(file),
    );
    expect(others.sort()).toEqual(
      ['LICENSE', 'README.fr.md', 'README.md', 'package.json'].filter((file) => files.includes(file)),
    );
    for (const file of ['dist/crm.iife.js', 'dist/crm-sw.js', 'dist/crm-admin.js']) expect(files).toContain(file);
  });

  test('has each file that its manifest names', () => {
    for (const entry of Object.values<string | Record<string, string>>(manifest.exports))
      for (const file of typeof entry === 'string' ? [entry] : Object.values(entry))
        expect(existsSync(join(packed.installed, file)), file).toBe(true);
    for (const file of Object.values<string>(manifest.bin))
      expect(existsSync(join(packed.installed, file)), file).toBe(true);
  });

  test('leaves publint nothing to say', async () => {
    const tarball = readFileSync(packed.tarball);
    const { messages } = await publint({
      pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  // Its profile, in .attw.json: who bundles or imports, since the package has no CommonJS.
  test('has types that attw finds right, at every entry', () => {
    // Throws where it exits with anything but 0: a problem that the profile does not ignore.
    const report = bin('@arethetypeswrong/cli/dist/index.js', [packed.tarball, '--format', 'ascii'], ROOT);
    for (const entry of Object.keys(ENTRIES)) expect(report).toContain(`"${entry}"`);
  });

  test('has a source map beside each script, with the sources in it', () => {
    const scripts = readdirSync(join(packed.installed, 'dist')).filter((file) => file.endsWith('.js'));
    expect(scripts.length).toBeGreaterThanOrEqual(7);
    for (const script of scripts) {
      const { sources, sourcesContent } = JSON.parse(read(`dist/${script}.map`));
      expect(sourcesContent, script).toHaveLength(sources.length);
      expect(
        sourcesContent.every((text: unknown) => typeof text === 'string' && text),
        script,
      ).toBe(true);
    }
  });
});

describe('installed in an empty folder', () => {
  test.each(Object.entries(ENTRIES))('%s is imported by Node, where there is no page', (entry, name) => {
    expect(packed.node(`console.log(typeof (await import('${entry}')).${name})`)).toBe('function\n');
  });

  test('crm-admin runs', () => {
    const id = execFileSync('npx', ['--offline', 'crm-admin', 'event-id', 'AUDIT_COMPLETED', 'sess_42'], {
      cwd: packed.folder,
      encoding: 'utf8',
    });
    expect(id).toMatch(/^[0-9a-f]{64}\b/);
  });

  test('crm-admin says which packages the rest of it needs, where they are missing', () => {
    const program = join(packed.installed, 'dist/crm-admin.js');
    const { status, stderr } = spawnSync(process.execPath, [program, 'erase', 'somebody@example.com', '--dry-run'], {
      encoding: 'utf8',
    });
    expect({ status, line: stderr.split('\n')[0] }).toEqual({
      status: 2,
      line: 'crm-admin: this needs two packages that are not installed here: npm install firebase firebase-admin',
    });
  });

  test('a page is rendered on a server, and the process ends by itself', () => {
    const html = packed.node(`
      import { createElement as h } from 'react';
      import { renderToString } from 'react-dom/server';
      import { createCrm } from '@siam-visa-pro/crm';
      import { CrmProvider, useDelivery, useEmit } from '@siam-visa-pro/crm/react';
      const client = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });
      const Call = () => h('p', null, useEmit('callRequested').state, ' ', useDelivery().queued);
      console.log(renderToString(h(CrmProvider, { client }, h(Call))));`);
    expect(html).toBe('<p>idle<!-- --> <!-- -->0</p>\n');
  });

  test.each(Object.keys(ENTRIES))(
    'a bundler finds all of %s, and drops it where nothing of it is used',
    async (entry) => {
      expect((await bundled(`export * from '${entry}'`, packed.folder)).length).toBeGreaterThan(500);
      expect(await bundled(`import '${entry}'; import * as unused from '${entry}';`, packed.folder)).toBe('');
    },
  );

  test('a page that emits one event bundles no zod, no React, no eval', async () => {
    const page = `import { createCrm } from '@siam-visa-pro/crm'; createCrm({ siteId: 's', endpoint: '/' });`;
    for (const code of [await bundled(page, packed.folder), read('dist/crm.iife.js')])
      expect(code).not.toMatch(/zod|react|firebase|new Function|\beval\(|process\.env/i);
  });

  test.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])(
    'the types of every entry are found and strict, and the README is right, with moduleResolution %s',
    (moduleResolution, module) => {
      const page = `
      import { createCrm, isCrmValidationError, type Receipt, type Verdict } from '@siam-visa-pro/crm';
      import { useEmit } from '@siam-visa-pro/crm/react';
      import { eventId } from '@siam-visa-pro/crm/schema';
      import { ingest } from '@siam-visa-pro/crm/ingest';
      const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });
      const call = { reason: 'user_request', visa_type: 'DTV', user_stage: 'chat', notes: '' };
      export const receipt: Promise<Receipt> = crm.callRequested(call);
      export const verdict: Promise<Verdict> = receipt.then(({ delivered }) => delivered);
      export const state = (): 'idle' | 'queued' | 'delivered' | 'failed' => useEmit('callRequested').state;
      export const others = [isCrmValidationError, eventId, ingest];
      // @ts-expect-error An audit needs an id of its own.
      crm.auditCompleted({});
      // @ts-expect-error The stage is missing.
      crm.callRequested({ reason: 'user_request', visa_type: 'DTV', notes: '' });`;
      writeFileSync(join(packed.folder, 'page.ts'), page);
      const options = {
        strict: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        jsx: 'react-jsx',
      };
      // The README's own code, which people copy.
      const shown = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```(tsx?)\n(import[\s\S]*?)^```/gm)];
      const files = shown.map(([, extension, code], i) => {
        writeFileSync(join(packed.folder, `readme-${i}.${extension}`), code!);
        return `readme-${i}.${extension}`;
      });
      expect(files).toEqual(['readme-0.ts', 'readme-1.tsx']);
      const compilerOptions = { ...options, module, moduleResolution, exactOptionalPropertyTypes: true };
      files.push('page.ts');
      writeFileSync(join(packed.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      expect(bin('typescript/bin/tsc', ['-p', '.'], packed.folder)).toBe('');
    },
  );

  test('the types of ., ./react and ./calendly name no zod', () => {
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = read(file);
      expect(text, file).not.toMatch(/from ['"]zod|import\(['"]zod/);
      for (const [, to] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g))
        visit(join(dirname(file), to!.replace(/\.js$/, '.d.ts')));
    };
    visit('dist/types/sdk/index.d.ts');
    visit('dist/types/react/index.d.ts');
    visit('dist/types/calendly/index.d.ts');
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('the budgets, gzip -9', () => {
  test.each(Object.entries<number>(manifest.budgets))('%s weighs at most %i bytes', async (what, most) => {
    const bytes = await weight(what, what.startsWith('dist/') ? packed.installed : packed.folder);
    expect(bytes).toBeGreaterThan(100);
    expect(bytes).toBeLessThanOrEqual(most);
  });
});
