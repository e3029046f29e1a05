import { defineConfig } from 'vitest/config';
import SideBySide from './test/support/side-by-side.js';

/** What a suite needs around it decides which project it is in. */
const project = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, testTimeout: 20_000, hookTimeout: 60_000, ...more },
});

export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    reporters: ['default', './test/support/closing-lines.ts'],
    maxWorkers: 2,
    sequence: { sequencer: SideBySide },
    projects: [
      {
        extends: true,
        ...project('unit', [
          'test/*.test.ts',
          'test/{schema,codegen,sdk,react,calendly,ingest,migrate,dashboard,faults,whole-path}/**/*.test.{ts,tsx}',
        ]),
      },
      // The older React, of its own workspace.
      {
        extends: true,
        ...project('react 18', ['test/react/*.test.tsx'], { env: { REACT: '18' } }),
        resolve: {
          alias: [
            { find: /^(react(-dom)?)(?=\/|$)/, replacement: `${import.meta.dirname}/test/react/18/node_modules/$1` },
          ],
        },
      },
      { extends: true, ...project('emulator', ['test/{rules,firebase}/**/*.test.ts']) },
      {
        extends: true,
        ...project('browser', ['test/{browser,local}/**/*.test.ts'], {
          // A real browser on a busy machine: what fails three times in a row is broken.
          retry: 2,
          testTimeout: 60_000,
        }),
      },
    ],
  },
});
