// Builds everything in dist/. One entry a line; what is absent yet is left out.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

const { version, dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const typescript = (target) => esbuild({ target, jsx: 'automatic', define: { __VERSION__: JSON.stringify(version) } });
const onwarn = (warning) => {
  // A warning is a fault not met yet; an unresolved import would otherwise fail in the user's bundler.
  throw new Error(`${warning.code}: ${warning.message}`);
};

/** A module of the npm package: dependencies stay imports. */
const module = (input, file, banner) => ({
  input,
  output: { file, format: 'es', sourcemap: true, ...(banner ? { banner } : {}) },
  external: [/^node:/, /^[a-z@]/i].map((pattern) => (id) => !id.startsWith('.') && !id.startsWith('/') && pattern.test(id)).at(1),
  plugins: [resolve({ extensions: ['.ts', '.tsx', '.js'] }), typescript('es2020')],
  onwarn,
});
