import { ALLOWED } from './allowed.js';
import { STOLEN_INGEST } from './attacks.js';
import {
  listingEverything,
  migratingElsewhere,
  stolenAgent,
  stolenNothing,
  type Trespass,
} from './attacks-of-people.js';
import { held } from './bounds.js';
import { BYWAYS } from './byways.js';
import type { Commit } from './commits.js';
import { CONSPIRACIES } from './conspiracies.js';
import { DIRECTORIES } from './directories.js';
import { type Access, EVERYONE, type Name, reads, writes } from './people.js';
import { REFUSED } from './refusals.js';
import type { Scenario } from './scenarios.js';
import { committing, type Identity, type Request } from './wire.js';
import { INGEST, type World } from './world.js';

/** One request whose answer the rules owe: what the suites of this room say, in one form. */
export interface Check {
  readonly title: string;
  readonly given: readonly Commit[];
  readonly who: Identity;
  readonly request: Request;
  readonly allowed: boolean;
  /** The documents that the request would change, as they are before. */
  readonly before: Commit;
}

/** Everything that the rules are held to. The checks of one call share a database without meeting in it. */
export function checks(): Check[] {
  return [
    ...ALLOWED.map(([title, scenario]) => ofScenario(title, scenario(), true)),
    ...held().map(({ title, scenario }) => ofScenario(title, scenario(), true)),
    ...[...REFUSED, ...CONSPIRACIES, ...DIRECTORIES, ...BYWAYS].map(([title, scenario, change]) =>
      ofScenario(title, change(scenario()), false),
    ),
    ...STOLEN_INGEST.map(({ title, allowed, change }) => ofScenario(title, change(allowed()), false)),
    ...[...stolenAgent(), ...stolenNothing(), ...listingEverything(), ...migratingElsewhere()].map(ofTrespass),
    ...held().flatMap(({ title, broken }) =>
      broken().map(([what, scenario]) => ofScenario(`${title}, ${what}`, scenario, false)),
    ),
    ...reads().flatMap((access) => ofAccess(access)),
    ...(Object.keys(EVERYONE) as Name[]).flatMap((name) => writes().flatMap((access) => ofAccess(access, name))),
  ];
}

const ofScenario = (title: string, { given, commit }: Scenario, allowed: boolean): Check => {
  const stood: Commit = Object.assign({}, ...given);
  const before = Object.fromEntries(Object.keys(commit).map((path) => [path, stood[path] ?? null]));
  return { title, given, who: INGEST, request: committing(commit), allowed, before };
};

const ofTrespass = ({ title, given, attack }: Trespass): Check => ({
  title,
  given,
  ...attack,
  allowed: false,
  before: Object.assign({}, ...given),
});

/** One check for everybody, or for somebody alone. Each has documents of its own where something changes. */
const ofAccess = ({ title, given, request, before, who }: Access, only?: Name): Check[] =>
  Object.entries(EVERYONE).flatMap(([name, identity]) =>
    only && name !== only
      ? []
      : [{ title: `${name} ${title}`, given, who: identity, request, before, allowed: who.includes(name as Name) }],
  );

/** How many documents are put in place at once. */
const AT_ONCE = 100;

/** Puts in place what the checks stand on, and removes what they would create. */
export async function stand(world: World, all: readonly Check[]): Promise<void> {
  const documents = Object.entries(
    Object.assign({}, ...all.flatMap(({ given, before }) => [...given, before])) as Commit,
  );
  for (let i = 0; i < documents.length; i += AT_ONCE)
    await world.given(Object.fromEntries(documents.slice(i, i + AT_ONCE)));
}

/** Whether the rules answer as they owe. What they allowed is undone, so that the next asks the same. */
export async function holds(world: World, { who, request, allowed, before }: Check): Promise<boolean> {
  const answer = await world.does(who, request);
  if (answer && Object.keys(before).length) await world.given(before);
  return answer === allowed;
}
