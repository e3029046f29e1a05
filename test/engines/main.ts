/**
 * The essentials in each engine that is installed, on the client as it ships: `npm run test:engines`. With
 * `-- --engine firefox` in that one alone, with `-- --step retry` only what begins so. A step has a server, and so an origin, of its own.
 */
import { parseArgs } from 'node:util';
import { startSink } from '../support/sink.js';
import { chromium } from './chromium.js';
import type { Driver, Engine, Tab } from './engine.js';
import { firefox } from './firefox.js';
import { PAGES, SCRIPTS } from './pages.js';
import { type Around, STEPS } from './steps.js';
import { webkit } from './webkit.js';

/** How long a step may take, ms. */
const DEADLINE = 60_000;

const { values } = parseArgs({ options: { engine: { type: 'string' }, step: { type: 'string', default: '' } } });
const drivers = [chromium, firefox, webkit].filter(({ name }) => !values.engine || name === values.engine);
const steps = Object.entries(STEPS).filter(([title]) => title.startsWith(values.step));
let passed = 0;
let failed = 0;
for (const driver of drivers) await suite(driver);
if (!passed && !failed) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

async function suite({ name, packages, find }: Driver): Promise<void> {
  const start = await find();
  if (!start) return console.log(`${name}: skipped, not installed (Debian: apt-get install ${packages})`);
  let engine: Engine | undefined;
  try {
    engine = await start();
    console.log(`${name} ${engine.version}`);
    for (const [title, step] of steps) await run(engine, title, step);
  } catch (error) {
    failed++;
    console.log(`${name} does not start: ${(error as Error).stack}`);
  } finally {
    await engine?.close();
  }
}

async function run(engine: Engine, title: string, step: (around: Around) => Promise<void>): Promise<void> {
  const began = Date.now();
  const sink = await startSink(PAGES, SCRIPTS);
  const tabs: Tab[] = [];
  const open = async (path = '/') => {
    const tab = await engine.open(sink.url + path);
    tabs.push(tab);
    return tab;
  };
  try {
    await within(DEADLINE, step({ sink, setOffline: engine.setOffline, open }));
    for (const tab of tabs) {
      const faults = await tab.run<string[]>('return faults');
      if (faults.length) throw new Error(`the page reports ${faults.join('; ')}`);
    }
    passed++;
    console.log(`  passed  ${title}  (${Date.now() - began} ms)`);
  } catch (error) {
    failed++;
    console.log(`  FAILED  ${title}\n${(error as Error).stack}`);
  }
  // A tab that cannot be closed any more has been told of above.
  await Promise.allSettled(tabs.map((tab) => tab.close()));
  await sink.stop();
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => reject(new Error(`took longer than ${ms / 1000} s`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(deadline));
}
