// What each way in weighs: the built files, and what a page bundles that imports an entry by its name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import pako from 'pako';

/** A page that makes a client and emits one event: what is left of the package when all else is shaken off. */
const ONE_EVENT = `
  import { createCrm } from '@siam-visa-pro/crm';
  const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });
  crm.callRequested({ reason: 'user_request', visa_type: 'DTV', user_stage: 'chat', notes: '' });`;

/** The same with every part of the binding. React itself is the page's own. */
const IN_REACT = `${ONE_EVENT}
  import { CrmProvider, useCrm, useDelivery, useEmit } from '@siam-visa-pro/crm/react';
  globalThis.page = [CrmProvider, useCrm, useDelivery, useEmit];`;

const WAYS: Readonly<Record<string, (root: string) => Promise<number>>> = {
  '.': async (root) => gzipped(await bundled(ONE_EVENT, root)),
  './react': async (root) => gzipped(await bundled(IN_REACT, root)) - gzipped(await bundled(ONE_EVENT, root)),
};

/** Bytes, gzip -9, of a file of the package at `root`, or of an entry: `.` as a page with one event bundles it, `./react` on top of that. */
export const weight = (what: string, root: string): Promise<number> =>
  WAYS[what]?.(root) ?? Promise.resolve(gzipped(readFileSync(join(root, what))));

/** What a browser would load of this code, where bare imports are found from `root`. Rejects where one is not. */
export async function bundled(code: string, root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2021',
    legalComments: 'none',
    logLevel: 'silent',
    external: ['react', 'react-dom'],
  });
  return outputFiles[0]!.text;
}

/** As `gzip -9` does it; Node's own zlib is a newer one, and counts a little differently. */
export const gzipped = (content: string | Buffer): number => pako.gzip(content, { level: 9 }).length;
