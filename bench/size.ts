// What each way in weighs, gzip -9, against its budget in package.json. Exits 1 where one is over.
import { readFileSync } from 'node:fs';
import { weight } from './weights.js';

const { budgets } = JSON.parse(readFileSync('package.json', 'utf8')) as { budgets: Record<string, number> };
const MEANS: Record<string, string> = { '.': '. (init + one event)', './react': './react (on top)' };
for (const [what, budget] of Object.entries(budgets)) {
  const bytes = await weight(what, process.cwd());
  const verdict = bytes > budget ? 'TOO MUCH' : '';
  console.log(`${(MEANS[what] ?? what).padEnd(24)} ${String(bytes).padStart(6)} of ${budget} bytes gzip -9 ${verdict}`);
  if (bytes > budget) process.exitCode = 1;
}
