/**
 * How long a new instance takes to load the built function: `FUNCTION_TARGET` says which one, as on the platform. By
 * turns with Firebase's own HTTP wrapper alone, in processes of their own. `npm run build && node --import tsx bench/cold-load.ts`
 */
import { execFileSync } from 'node:child_process';

const ROUNDS = Number(process.env.ROUNDS ?? 11);
const OURS = new URL('../dist/functions/index.js', import.meta.url).href;
const LOADS = {
  'wrapper alone': { module: 'firebase-functions/https', target: '' },
  ingest: { module: OURS, target: 'ingest' },
  calendly: { module: OURS, target: 'calendly' },
  session: { module: OURS, target: 'session' },
};

/** What importing the module takes in a new process, ms. */
const load = ({ module, target }: (typeof LOADS)['ingest']): number =>
  Number(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const start = performance.now(); await import('${module}'); console.log(performance.now() - start)`,
      ],
      { env: { ...process.env, FUNCTION_TARGET: target }, encoding: 'utf8' },
    ),
  );

const rounds = Array.from({ length: ROUNDS }, () => Object.values(LOADS).map(load));
Object.keys(LOADS).forEach((name, i) => {
  const times = rounds.map((round) => round[i]!).sort((a, b) => a - b);
  console.log(`${name.padEnd(14)} median ${Math.round(times[ROUNDS >> 1]!)} ms, of ${ROUNDS}`);
});
