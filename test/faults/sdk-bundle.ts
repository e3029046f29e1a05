import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type * as Sdk from '../../src/sdk/index.js';
import { GLOBAL_NAMES } from '../support/simulated-globals.js';
import type { Mutant } from './mutants.js';

const SDK = join(import.meta.dirname, '../../src/sdk');

/** Starts the SDK in a page: nothing of it is shared with another page. */
export type StartSdk = (globals: Readonly<Record<string, unknown>>) => typeof Sdk;

/** Puts the mutation into the source. Fails where its place is not found exactly once: the code has moved on. */
function mutation({ name, find, replace }: Mutant): Plugin {
  let found = 0;
  return {
    name,
    setup({ onLoad, onEnd }) {
      onLoad({ filter: /[\\/]src[\\/]sdk[\\/]\w[\w-]*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        found += text.match(new RegExp(find, `g${find.flags.replace('g', '')}`))?.length ?? 0;
        return { contents: text.replace(find, replace), loader: 'ts' };
      });
      onEnd(() => {
        if (found !== 1)
          throw new Error(`mutant "${name}": ${find} is found ${found} times in src/sdk; adapt test/faults/mutants.ts`);
      });
    },
  };
}

/** Bundles the real SDK, or a mutant of it, so that it sees no global but those it is given. */
export async function bundleSdk(mutant?: Mutant): Promise<StartSdk> {
  const { outputFiles } = await build({
    entryPoints: [join(SDK, 'index.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'crmSdk',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    define: { __VERSION__: '"0.0.0-simulated"' },
    plugins: mutant ? [mutation(mutant)] : [],
  });
  const start = new Function(...GLOBAL_NAMES, `'use strict';\n${outputFiles[0]!.text}\nreturn crmSdk;`);
  return (globals) => start(...GLOBAL_NAMES.map((name) => globals[name])); // the bundle's global is the entry's exports
}
