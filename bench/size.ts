// What each built file weighs, gzip -9, against its budget in package.json. Exits 1 where one is over.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const { budgets } = JSON.parse(readFileSync('package.json', 'utf8')) as { budgets: Record<string, number> };
for (const [file, budget] of Object.entries(budgets)) {
  const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
  console.log(`${file.padEnd(24)} ${String(bytes).padStart(6)} of ${budget} bytes gzip -9`);
  if (bytes > budget) process.exitCode = 1;
}
