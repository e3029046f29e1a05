import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** The rooms, and what each may import: other rooms (only types where marked) and packages. */
const LAWS: Record<string, { rooms: string[]; types?: string[]; packages: string[] }> = {
  schema: { rooms: [], packages: ['zod'] },
  codegen: { rooms: ['schema'], packages: ['zod', 'node:'] },
  sdk: { rooms: ['schema'], packages: ['idb-keyval', 'nanoid'] },
  react: { rooms: ['sdk'], packages: ['react', 'nanoid'] },
  calendly: { rooms: ['schema'], types: ['sdk'], packages: ['zod'] },
  ingest: { rooms: ['schema'], packages: ['libphonenumber-js'] },
  firebase: {
    rooms: ['schema', 'ingest', 'migrate', 'calendly'],
    packages: ['firebase', 'firebase-admin', 'firebase-functions', 'libphonenumber-js', 'rate-limiter-flexible', 'zod'],
  },
  migrate: { rooms: ['schema', 'ingest', 'firebase'], packages: ['node:'] },
  dashboard: { rooms: ['schema'], packages: ['firebase', 'preact', '@preact/signals', 'lucide'] },
};
/** What is of schema but free of zod, and so may be a value in a browser. */
const ZOD_FREE = [
  'event-id.ts',
  'booking.ts',
  'sha256.ts',
  'protocol.ts',
  'recorded-call.ts',
  'normalize.ts',
  'collections.ts',
  'case-status.ts',
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
const roomOf = (path: string) => path.split('/')[0]!;

/** The imports of a file; a relative one as its path in src. */
const importsOf = (path: string): Import[] => {
  const text = readFileSync(join(SRC, path), 'utf8');
  const statements = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s+)?([^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/g,
  );
  return [...statements].map(([, type, clause = '', name, lazy]) => {
    const to = (name ?? lazy)!;
    const named = clause.match(/^\{([\s\S]*)\}/)?.[1];
    const allTypes = !!named && named.split(',').every((part) => !part.trim() || part.trim().startsWith('type '));
    const local = to.startsWith('.') ? relative(SRC, join(SRC, dirname(path), to)).replace(/\.js$/, '.ts') : to;
    return {
      from: path,
      to: files.includes(local) ? local : local.replace(/\.ts$/, files.includes(`${local}x`) ? '.tsx' : '.ts'),
      typeOnly: !!type || allTypes,
    };
  });
};
const imports = files.flatMap(importsOf);
const isPackage = ({ to }: Import) => !files.includes(to);
const show = ({ from, to }: Import) => `${from} → ${to}`;

describe('the rooms of src', () => {
  test('each has a law here', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in LAWS))).toEqual([]);
  });

  test('import other rooms only as their law says', () => {
    const broken = imports.filter((found) => {
      if (isPackage(found) || roomOf(found.from) === roomOf(found.to)) return false;
      const law = LAWS[roomOf(found.from)]!;
      return !(law.rooms.includes(roomOf(found.to)) || (found.typeOnly && law.types?.includes(roomOf(found.to))));
    });
    expect(broken.map(show)).toEqual([]);
  });

  test('import packages only as their law says', () => {
    const broken = imports.filter(
      (found) =>
        isPackage(found) &&
        !LAWS[roomOf(found.from)]!.packages.some((name) =>
          name.endsWith(':') ? found.to.startsWith(name) : found.to === name || found.to.startsWith(`${name}/`),
        ),
    );
    expect(broken.map(show)).toEqual([]);
  });

  test('import files, never the index of another room, but for react and the public face of the sdk', () => {
    const broken = imports.filter(
      ({ from, to }) => /\/index\.ts$/.test(to) && roomOf(from) !== roomOf(to) && roomOf(from) !== 'react',
    );
    expect(broken.map(show)).toEqual([]);
  });

  test('take from schema, where they run in a browser, only what is free of zod', () => {
    const broken = imports.filter(
      ({ from, to, typeOnly }) =>
        ['sdk', 'react', 'dashboard'].includes(roomOf(from)) &&
        roomOf(to) === 'schema' &&
        !typeOnly &&
        !ZOD_FREE.some((file) => to === `schema/${file}`),
    );
    expect(broken.map(show)).toEqual([]);
    const impure = imports.filter(
      ({ from, to, typeOnly }) =>
        ZOD_FREE.some((file) => from === `schema/${file}`) &&
        !typeOnly &&
        !ZOD_FREE.some((file) => to === `schema/${file}`),
    );
    expect(impure.map(show)).toEqual([]);
  });

  test('have no circle of value imports', () => {
    const values = imports.filter((found) => !found.typeOnly && !isPackage(found));
    const circles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      for (const { to } of values.filter(({ from }) => from === path)) visit(to, [...trail, path]);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('keep each file to one idea: at most 250 lines', () => {
    const long = files.filter(
      (path) => !path.includes('.gen.') && readFileSync(join(SRC, path), 'utf8').split('\n').length > 251,
    );
    expect(long).toEqual([]);
  });

  test('have no room or file called utils, helpers, common or types', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|types)(\/|\.tsx?$)/.test(path))).toEqual([]);
  });
});

describe('the pure rooms', () => {
  test.each([
    ['schema', /(?<![.\w])(document\.|window\.|navigator\.|process\.|Date\.now|new Date\(\)|Math\.random|fetch\()/],
    [
      'calendly',
      /(?<![.\w])(document\.|window\.|navigator\.|process\.|Date\.now|new Date\(\)|Math\.random|fetch\(|setTimeout)/,
    ],
    [
      'ingest',
      /(?<![.\w])(document\.|window\.|navigator\.|process\.|Date\.now|new Date\(\)|Math\.random|fetch\(|setTimeout)/,
    ],
  ])('%s knows no page, no process, no clock and no chance', (room, forbidden) => {
    const code = (path: string) => readFileSync(join(SRC, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const found = files
      .filter((path) => roomOf(path) === room)
      .filter((path) => forbidden.test(code(path).replace(/"[^"\n]*"|'[^'\n]*'/g, '')));
    expect(found).toEqual([]);
  });
});
