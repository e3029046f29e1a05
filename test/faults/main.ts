import { simulate } from './run.js';
import { bundleSdk } from './sdk-bundle.js';

const seed = Number(process.argv[3]);
const from = process.argv[2] === '--seed' ? seed : 0;
const sdk = await bundleSdk();
process.on('unhandledRejection', (e) => console.log('UNHANDLED', e));
if (process.argv[2] === '--seed') {
  const o = await simulate(seed, sdk, true);
  console.log(o.trace.join('\n'));
  console.log(o.violations, o.hash);
} else {
  const n = Number(process.argv[2] ?? 100);
  const t = Date.now();
  const by: Record<string, number[]> = {};
  const faults: Record<string, number> = {};
  let steps = 0,
    calls = 0,
    requests = 0;
  const ex: Record<string, string> = {};
  for (let i = from; i < from + n; i++) {
    const o = await simulate(i, sdk);
    steps += o.steps;
    calls += o.calls;
    requests += o.requests;
    for (const [k, v] of Object.entries(o.faults)) faults[k] = (faults[k] ?? 0) + v;
    for (const k of new Set(o.violations.map((v) => v.invariant))) {
      (by[k] ??= []).push(i);
      ex[k] ??= `${i}: ${o.violations.find((v) => v.invariant === k)!.what}`;
    }
  }
  console.log(`${n} seeds ${Date.now() - t} ms, steps ${steps}, calls ${calls}, requests ${requests}`);
  console.log(faults);
  for (const k in by) console.log(k, by[k]!.length, by[k]!.slice(0, 12).join(' '), '\n    ', ex[k]!.slice(0, 600));
}
