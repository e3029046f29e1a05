// Builds everything in dist/ but the types (tsconfig.build.json). What a room has not got yet is left out.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { writtenForGzip } from './rollup-gzip.mjs';

const pkg = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });

/** Fails the build: an import that is not resolved here would fail in the user's bundler. */
const onwarn = (warning) => {
  // Packages may have harmless circles of their own.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) return;
  // A comment of zod's that rollup cannot place.
  if (warning.code === 'INVALID_ANNOTATION' && warning.id?.includes('node_modules')) return;
  throw new Error(`${warning.code}: ${warning.message}`);
};
const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/');
const typescript = (target, more = {}) =>
  esbuild({
    target,
    ...more,
    jsx: 'automatic',
    define: { __VERSION__: JSON.stringify(pkg.version), 'process.env.NODE_ENV': '"production"' },
  });
const extensions = ['.ts', '.tsx', '.mjs', '.js'];
const minify = () => terser({ ecma: 2020, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false } });

/** A module of the package, or of the function: other packages stay imports, but for those in `within`. */
const module = (input, file, { within = [], target = 'es2020', exportConditions = [], plugins = [] } = {}) => ({
  input,
  output: { file, format: 'es', sourcemap: true, inlineDynamicImports: true },
  external: (id) => id !== input && isPackage(id) && !within.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [resolve({ extensions, exportConditions }), ...plugins, typescript(target)],
  onwarn,
});

/** Of a package that loads a client for every kind of store, the one that needs none. */
const memoryLimiter = {
  name: 'memory-limiter',
  resolveId: { order: 'pre', handler: (id) => (id === 'rate-limiter-flexible' ? `\0${id}` : null) },
  load: (id) =>
    id === '\0rate-limiter-flexible'
      ? `export { default as RateLimiterMemory } from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
         export { default as RateLimiterRes } from 'rate-limiter-flexible/lib/RateLimiterRes.js';`
      : null,
};

/** A program for Node in chunks, so that each of its commands loads what it needs and no more. */
const command = (input, name) => ({
  input,
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    entryFileNames: `${name}.js`,
    chunkFileNames: `${name}/[name].js`,
    banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
  },
  external: (id) => isPackage(id) && !id.startsWith('libphonenumber-js'),
  plugins: [resolve({ extensions }), typescript('es2022')],
  onwarn,
});

/** A module that a page can load as it is: minified, with all it needs. */
const small = (input, file) => ({
  input,
  output: { file, format: 'es', sourcemap: 'hidden' },
  plugins: [resolve({ extensions }), typescript('es2020'), minify()],
  onwarn,
});

/** Names of the SDK's own that no page, wire or database ever sees (see test/sdk/dist.test.ts). */
const INTERNAL =
  /^(alive|announce|become|changed|enter|expect|expects|facts|fulfil|known|leave|load|notBefore|nudge|oldest|pending|rest|save|snapshot|stop|wake|who)$/;
/** One word for both kinds of declaration: it compresses better, and nothing in the SDK is redeclared or hoisted. */
const oneWord = { name: 'one-word', renderChunk: (code) => ({ code: code.replace(/\bconst\b/g, 'let'), map: null }) };

/** What a server would lack is there in a page. */
const inPage = {
  name: 'in-page',
  renderChunk: (code) => ({
    code: code
      .replace(/\bglobalThis\.(\w+)\?\.(?=\()/g, '$1')
      .replace(/\bglobalThis\.(\w+)\?\./g, '$1.')
      .replace(/\bglobalThis\.document\b/g, 'true'),
    map: null,
  }),
};

/** An entry of the SDK with all it needs, in little: what a minifier may think of code like ours. */
const ofSdk = (input, output, minifier, ...plugins) => ({
  input,
  output,
  plugins: [
    resolve({ extensions, browser: true }),
    typescript('es2021', { tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } } }),
    oneWord,
    terser({
      ecma: 2020,
      compress: {
        hoist_funs: true,
        passes: 5,
        inline: 1,
        keep_fargs: false,
        pure_getters: true,
        unsafe: true,
        unsafe_arrows: true,
        unsafe_math: true,
      },
      ...minifier,
    }),
    ...plugins,
  ],
  onwarn,
});

/** Has Chromium compile all functions as the script loads, not one by one when they are called: WICG Explicit JavaScript Compile Hints. */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad';

/** A script in as few bytes as can be. The map is there for whoever looks for it; naming it would be every visitor's bytes. */
const script = (input, file, { banner, plugins = [] } = {}) => {
  const output = { file, format: 'iife', sourcemap: 'hidden', strict: false, generatedCode: 'es2015', banner };
  const minifier = { toplevel: true, format: { comments: /^# all/, shorthand: false } };
  const built = ofSdk(
    input,
    output,
    minifier,
    writtenForGzip((name) => INTERNAL.test(name)),
  );
  return { ...built, plugins: [...plugins, ...built.plugins] };
};

/** A module for other bundlers, which will name its variables anew but not take its functions apart. */
const library = (input, file) =>
  ofSdk(
    input,
    { file, format: 'es', sourcemap: true },
    {
      module: true,
      mangle: { properties: { regex: INTERNAL } },
      format: { comments: false, preserve_annotations: true },
    },
  );

/** React asks for this in its own files, which esbuild leaves alone; its development build is five times the size. */
const production = {
  name: 'production',
  transform: (code) => ({ code: code.replaceAll('process.env.NODE_ENV', '"production"'), map: null }),
};

/** The pages of a folder, in chunks that load when they are needed. */
const pages = (input, dir) => ({
  input,
  output: { dir, format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  plugins: [resolve({ extensions, browser: true }), production, commonjs(), typescript('es2020'), minify()],
  onwarn,
});

/** What is not code: pages, styles and pictures of the demo, the manifest of the function. */
const files = {
  name: 'files',
  writeBundle() {
    mkdirSync('dist/hosting/crm', { recursive: true });
    cpSync('demo', 'dist/hosting', { recursive: true, filter: (path) => !/\.tsx?$/.test(path) });
    mkdirSync('dist/hosting/admin', { recursive: true });
    for (const file of readdirSync('src/dashboard').filter((name) => /\.(html|css)$/.test(name)))
      cpSync(`src/dashboard/${file}`, `dist/hosting/admin/${file}`);
    cpSync('node_modules/charts.css/dist/charts.min.css', 'dist/hosting/admin/charts.min.css');
    for (const file of [
      'crm.iife.js',
      'crm.iife.js.map',
      'crm-sw.js',
      'crm-sw.js.map',
      'calendly.js',
      'calendly.js.map',
    ])
      if (existsSync(`dist/${file}`)) cpSync(`dist/${file}`, `dist/hosting/crm/${file}`);
    const sum = createHash('sha384').update(readFileSync('dist/crm.iife.js')).digest('base64');
    console.log(`crm.iife.js integrity="sha384-${sum}"`);
    if (!existsSync('dist/functions')) return;
    const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
    const needs = ['firebase-admin', 'firebase-functions'];
    const manifest = {
      name: 'crm-functions',
      private: true,
      type: 'module',
      main: 'index.js',
      engines: { node: '22' },
      dependencies: Object.fromEntries(needs.map((name) => [name, version(name)])),
    };
    writeFileSync('dist/functions/package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  },
};

const demo = existsSync('demo') ? readdirSync('demo', { recursive: true }) : [];
/** The demo's entries are the modules its pages name. */
const demoEntries = Object.fromEntries(
  demo
    .filter((path) => path.endsWith('.html'))
    .flatMap((path) => [
      ...readFileSync(`demo/${path}`, 'utf8').matchAll(/<script type="module" src="\/?([\w/.-]+)\.js"/g),
    ])
    .map(([, name]) => name)
    .filter((name) => demo.includes(`${name}.ts`) || demo.includes(`${name}.tsx`))
    .map((name) => [name, demo.includes(`${name}.ts`) ? `demo/${name}.ts` : `demo/${name}.tsx`]),
);

export default [
  library('src/sdk/index.ts', 'dist/index.js'),
  module('src/react/index.ts', 'dist/react.js'),
  small('src/calendly/index.ts', 'dist/calendly.js'),
  module('src/schema/index.ts', 'dist/schema.js'),
  // Within: whoever installs the package for a browser shall not install the world's telephone plans.
  module('src/ingest/index.ts', 'dist/ingest.js', { within: ['libphonenumber-js'] }),
  command('src/migrate/cli.ts', 'crm-admin'),
  // Within: one file loads in less time than many.
  module('src/firebase/functions.ts', 'dist/functions/index.js', {
    within: ['zod', 'libphonenumber-js', 'firebase', '@firebase', 'idb', 'tslib', 'rate-limiter-flexible'],
    target: 'es2022', // it awaits at its top level
    exportConditions: ['node'],
    plugins: [memoryLimiter, commonjs({ include: /rate-limiter/ })],
  }),
  script('src/sdk/script-tag.ts', 'dist/crm.iife.js', { banner: COMPILE_HINT, plugins: [inPage] }),
  script('src/sdk/worker.ts', 'dist/crm-sw.js'),
  pages(demoEntries, 'dist/hosting'),
  pages({ main: 'src/dashboard/main.tsx' }, 'dist/hosting/admin'),
]
  .filter(({ input }) => (typeof input === 'string' ? existsSync(input) : Object.keys(input).length > 0))
  .map((config, i, all) => (i < all.length - 1 ? config : { ...config, plugins: [...config.plugins, files] }));
