import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

let built: Promise<string> | undefined;

/** The script-tag build of the sources as they stand, in memory: `dist` is somebody else's to build, and may be older. */
export function buildSdk(): Promise<string> {
  built ??= build({
    entryPoints: [fileURLToPath(new URL('../../src/sdk/script-tag.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    define: { __VERSION__: '"0.0.0-test"' },
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return built;
}
