/**
 * `npm run bench`: what the client costs a page, beside its peers and a bare control. By turns in one Chromium, each time
 * as a new visitor, against a server on this machine; the peers are installed into bench/ on first use. Writes
 * results.json and the tables of the READMEs. `-- --rounds 3` is quicker; `-- --dry` writes nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '../test/support/browser.js';
import { startLoopback } from './loopback.js';
import { CALLS, type Cost, measure } from './measure.js';
import { CONTROL_NAME, OUR_NAME, OUR_SCRIPT, rivals } from './rivals.js';
import { type Line, RESULTS, type Results, writeTables } from './table.js';
import { gzipped } from './weights.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, dry: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);

if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  console.log('installing the peers into bench/node_modules …');
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  execFileSync('npm', args, { cwd: import.meta.dirname, stdio: 'inherit' });
}
const all = await rivals();
const path = (i: number) => `/${i}.js`;
const loopback = await startLoopback(Object.fromEntries(all.map(({ script }, i) => [path(i), script])));
const browser = await launchChromium();
const costs = all.map((): Cost[] => []);
try {
  // The first pays for a browser that has just been started, and does not count.
  for (let round = 0; round <= rounds; round++) {
    console.log(round ? `round ${round} of ${rounds}` : 'warming up');
    for (const [i, { name }] of all.entries()) {
      const cost = await measure(browser, loopback, path(i), name !== CONTROL_NAME);
      if (round) costs[i]!.push(cost);
    }
  }
} finally {
  await browser.close();
  await loopback.stop();
}

const median = (costs: readonly Cost[], key: keyof Cost) =>
  Math.round(costs.map((cost) => cost[key]).sort((a, b) => a - b)[costs.length >> 1]! * 100) / 100;
const lines = all.map(({ name, version, script, weighed = script }, i): Line => {
  const figures = {
    start: median(costs[i]!, 'start'),
    call: median(costs[i]!, 'call'),
    total: median(costs[i]!, 'total'),
  };
  return { name, version, bytes: gzipped(weighed), ...figures };
});
const measured: Results = {
  date: new Date().toISOString().slice(0, 10),
  chromium: browser.version(),
  rounds,
  calls: CALLS,
  lines,
};
console.table(Object.fromEntries(lines.map(({ name, ...figures }) => [name, figures])));
const of = (name: string) => lines.find((line) => line.name === name)!;
for (const ours of [OUR_SCRIPT, OUR_NAME]) {
  const ratio = (key: 'bytes' | 'start', peer: string) => (of(ours)[key] / of(peer)[key]).toFixed(2);
  const weight = `weight ${ratio('bytes', '@snowplow/browser-tracker')} x Snowplow`;
  console.log(`${ours}: ${weight}, start ${ratio('start', '@sentry/browser')} x Sentry`);
}
if (!values.dry) {
  writeFileSync(RESULTS, `${JSON.stringify(measured, null, 2)}\n`);
  writeTables(measured);
}
