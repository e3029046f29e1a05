import type { Part } from './changes.js';
import { type Commit, parts } from './commits.js';
import type { Access } from './people.js';
import { conflict, first, joining, next, type Scenario } from './scenarios.js';
import { committing } from './wire.js';

/**
 * One document of a commit, alone, where all others of it stand already: whoever is refused here is refused by the one
 * rule of that document, not by those of its companions.
 */
export function alone(): Access[] {
  const part = (scenario: Scenario, one: Part) => onlyOne(scenario, parts(scenario.commit).paths[one]);
  const younger = ({ commit }: Scenario) => Object.keys(commit).find((path) => 'continues' in (commit[path] ?? {}))!; // a joining has one
  const joined = joining();
  const conflicting = conflict();
  return [
    ...(['event', 'claim', 'case', 'lead'] as const).map((one) => access(`creates a ${one}`, part(first(), one))),
    ...(['case', 'lead'] as const).map((one) => access(`changes a ${one}`, part(next(), one))),
    access('joins a case to another', onlyOne(joined, younger(joined))),
    access('creates a conflict', onlyOne(conflicting, Object.keys(conflicting.commit)[0]!)), // a conflict is one document
  ];
}

function onlyOne({ given, commit }: Scenario, path: string): Scenario {
  const { [path]: one, ...others } = commit;
  return { given: [...given, others], commit: { [path]: one! } }; // the path is one of the commit's
}

function access(title: string, { given, commit }: Scenario): Access {
  const stood: Commit = Object.assign({}, ...given);
  const before = Object.fromEntries(Object.keys(commit).map((path) => [path, stood[path] ?? null]));
  return { title: `${title} alone`, given, request: committing(commit), before, who: ['INGEST', 'MIGRATE'] };
}
