import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const built = new Map<string, Promise<string>>();

/** The build of one of the SDK's entries as the sources stand, in memory: `dist` is somebody else's to build, and may be older. */
export function buildSdk(entry: 'script-tag' | 'worker' | 'index' = 'script-tag'): Promise<string> {
  const before = built.get(entry);
  if (before) return before;
  const text = build({
    entryPoints: [fileURLToPath(new URL(`../../src/sdk/${entry}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    // What a page's own script sees of the package's entry.
    ...(entry === 'index' && { globalName: 'npm' }),
    target: 'es2020',
    define: { __VERSION__: '"0.0.0-test"' },
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  built.set(entry, text);
  return text;
}
