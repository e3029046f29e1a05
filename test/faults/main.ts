/**
 * The long form of the fault simulation: `npm run test:faults` runs 10,000 seeds on all cores;
 * `-- --seeds 500 --from 2000` runs others, `-- --seed 42` one of them, told step by step.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { simulate } from './run.js';
import { bundleSdk } from './sdk-bundle.js';
import { add, emptySummary, merge, neverFired, type Summary, told } from './summary.js';

/** How many seeds a worker runs before it tells how far it is. */
const CHUNK = 50;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '0' },
    every: { type: 'string', default: '0' },
  },
});
const [seeds, from, every] = [Number(values.seeds), Number(values.from), Number(values.every)];

if (values.seed !== undefined) await one(Number(values.seed));
else if (every) await work();
else await all();

async function one(seed: number) {
  const { trace, violations, hash } = await simulate(seed, await bundleSdk(), true);
  console.log(trace.join('\n'));
  for (const { invariant, what } of violations) console.log(`VIOLATED ${invariant}: ${what}`);
  console.log(`seed ${seed}: ${violations.length} violations, trace ${hash.toString(16)}`);
  process.exitCode = violations.length ? 1 : 0;
}

/** Runs each `every`-th seed, and sends what they came to. */
async function work() {
  const sdk = await bundleSdk();
  let summary = emptySummary();
  for (let seed = from; seed < seeds; seed += every) {
    add(summary, await simulate(seed, sdk));
    if (summary.seeds < CHUNK && seed + every < seeds) continue;
    process.send!(summary);
    summary = emptySummary();
  }
}

async function all() {
  const total = emptySummary();
  const began = Date.now();
  const workers = availableParallelism();
  const end = from + seeds;
  const codes = await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const args = ['--every', `${workers}`, '--from', `${from + i}`, '--seeds', `${end}`];
      const worker = fork(import.meta.filename, args, { execArgv: ['--import', 'tsx'] });
      worker.on('message', (part) => {
        merge(total, part as Summary); // what `work` sends
        const seconds = Math.round((Date.now() - began) / 1000);
        if (total.seeds % 500 < CHUNK)
          console.log(`${total.seeds} seeds, ${total.violations.length} violations, ${seconds} s`);
      });
      return new Promise<number | null>((resolve) => worker.on('exit', resolve));
    }),
  );
  const { calls, requests, steps, faults } = total;
  console.log(`${total.seeds} seeds: ${calls} calls, ${requests} requests, ${steps} steps; faults fired:`);
  for (const [fault, count] of Object.entries(faults).sort(([, a], [, b]) => b - a)) console.log(`  ${count} ${fault}`);
  for (const line of told(total)) console.log(line);
  const never = neverFired(total);
  if (never.length) console.log(`never fired: ${never.join(', ')}`);
  console.log(`${total.violations.length} violations`);
  if (total.violations.length || never.length || codes.some(Boolean)) process.exitCode = 1;
}
