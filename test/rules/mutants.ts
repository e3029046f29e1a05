import { readFileSync } from 'node:fs';
import { ROOT } from '../support/emulator.js';
import { type Check, checks, holds, stand } from './checks.js';
import { type Mutant, mutantsOf, nameOf } from './mutations.js';
import { SURVIVORS } from './survivors.js';
import { startWorld, type World } from './world.js';

/** `npm run test:mutants [parts of places]`: changes the rules in every small way and asks whether the suite notices. */
const SOURCE = readFileSync(`${ROOT}firestore.rules`, 'utf8');
const WORKERS = Number(process.env.CRM_WORKERS ?? 2);
/** Requests in flight against one emulator. */
const AT_ONCE = 16;

/** `isChatSummarized` and `CHAT_SUMMARIZED` speak of the same. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .match(/[a-z]{3,}/g) ?? [];

/** A check with the words of its title, and the places where it has killed. */
interface Weapon {
  readonly check: Check;
  readonly words: ReadonlySet<string>;
  readonly kills: Set<string>;
}

/** As much as so many words in common. */
const KILLED_HERE = 4;

/** The likeliest to kill first: those that did in the same place, then those that speak of the same things. */
function likeliest(suite: readonly Weapon[], { place, change }: Mutant): Weapon[] {
  const said = [...new Set(wordsOf(`${place} ${change}`))];
  const likely = ({ words, kills }: Weapon) =>
    (kills.has(place) ? KILLED_HERE : 0) + said.filter((word) => words.has(word)).length;
  return suite
    .map((weapon) => [likely(weapon), weapon] as const)
    .sort(([a], [b]) => b - a)
    .map(([, weapon]) => weapon);
}

/** The first of some checks that does not hold. */
async function killerOf(world: World, weapons: readonly Weapon[]): Promise<Weapon | undefined> {
  for (let i = 0; i < weapons.length; i += AT_ONCE) {
    const some = weapons.slice(i, i + AT_ONCE);
    const verdicts = await Promise.all(some.map(({ check }) => holds(world, check)));
    const n = verdicts.indexOf(false);
    if (n >= 0) return some[n];
  }
  return undefined;
}

/** Whether a mutant is rules at all; what is not could never be deployed. */
const isLoaded = (world: World, { rules }: Mutant): Promise<boolean> =>
  world.load(rules).then(
    () => true,
    () => false, // the emulator says why, and it does not matter
  );

/**
 * What no check kills, the second time with everything put in place anew. Whatever kills must hold right afterwards by
 * the rules themselves: else something that an earlier mutant left behind did it.
 */
async function survives(world: World, suite: readonly Weapon[], mutant: Mutant): Promise<boolean> {
  const order = likeliest(suite, mutant);
  for (let look = 0; look < 2; look++) {
    if (look) {
      const all = suite.map(({ check }) => check);
      await stand(world, all);
      await world.load(mutant.rules);
    }
    const killer = await killerOf(world, order);
    if (!killer) continue;
    await world.load(SOURCE);
    if (!(await holds(world, killer.check))) continue;
    killer.kills.add(mutant.place);
    return false;
  }
  return true;
}

async function main(): Promise<void> {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : [''];
  const mutants = mutantsOf(SOURCE).filter(({ place }) => wanted.some((part) => place.includes(part)));
  const began = Date.now();
  const queue = [...mutants];
  const survivors: Mutant[] = [];
  let stillborn = 0;
  console.log(`${mutants.length} mutants of firestore.rules.`);
  const progress = () => {
    const done = mutants.length - queue.length;
    if (done % 100 === 0)
      console.log(
        `${done} of ${mutants.length}, ${survivors.length} live, ${Math.round((Date.now() - began) / 1000)} s`,
      );
  };
  const work = async (): Promise<void> => {
    const world = await startWorld();
    try {
      const all = checks();
      const suite = all.map((check) => ({ check, words: new Set(wordsOf(check.title)), kills: new Set<string>() }));
      await stand(world, all);
      const wrong = await killerOf(world, suite);
      if (wrong) throw new Error(`The rules themselves fail: ${wrong.check.title}. Run \`npm test\` first.`);
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        if (!(await isLoaded(world, mutant))) stillborn++;
        else if (await survives(world, suite, mutant)) {
          survivors.push(mutant);
          console.log(`  lives: line ${mutant.line}, ${nameOf(mutant)}`);
        }
        progress();
      }
    } finally {
      await world.stop();
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  process.exitCode = summary(mutants.length - stillborn, survivors);
}

/** Prints what became of the mutants. Returns the exit code: 1 where more live than may, or others than are known. */
function summary(born: number, survivors: readonly Mutant[]): number {
  const share = ((born - survivors.length) / born) * 100;
  console.log(
    `\n${born} mutants, ${born - survivors.length} killed (${share.toFixed(1)} %), ${survivors.length} live:`,
  );
  for (const mutant of survivors)
    console.log(`  ${nameOf(mutant)}\n    ${SURVIVORS[nameOf(mutant)] ?? 'NO REASON KNOWN'}`);
  const unknown = survivors.filter((mutant) => !(nameOf(mutant) in SURVIVORS));
  return share < LEAST || unknown.length ? 1 : 0;
}

/** How many mutants the suite has to kill, %. */
const LEAST = 98;

await main();
