import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../support/emulator.js';
import { mutantsOf, nameOf } from './mutations.js';
import { SURVIVORS } from './survivors.js';

const rules = (condition: string) => `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /t/{id} {
      allow get: if ${condition};
    }
  }
}
`;
const changes = (condition: string) => mutantsOf(rules(condition)).map(({ change }) => change);

it('each condition is dropped and negated', () => {
  expect(changes('a == b && !c')).toEqual([
    'a == b && !c → true',
    'a == b && !c → !(a == b && !c)',
    'a == b → true',
    'a == b → !(a == b)',
    '!c → true',
    '!c → !(!c)',
    'c → false',
    'c → !(c)',
  ]);
  expect(changes('a || b')).toContain('a → false');
  expect(changes('[a, b].hasOnly([true])')).toContain('b → true');
  expect(changes('a ? b : c')).toEqual(expect.arrayContaining(['a → true', 'a → !(a)', 'b → true', 'c → !(c)']));
});

it('each bound is moved by one', () => {
  expect(changes('a.size() <= 20')).toEqual(expect.arrayContaining(['<= → <', '20 → 21', '20 → 19']));
  expect(changes("a.matches('^x{2,5}y{3}$')").filter((one) => one.startsWith("'^x{2,5}y{3}$' → '"))).toHaveLength(
    4 + 2,
  );
});

it('each name of a list and each alternative is left out', () => {
  expect(changes("a.hasOnly('x y'.split(' '))")).toEqual(expect.arrayContaining(["'x y' → 'x'", "'x y' → 'y'"]));
  expect(changes("a.matches('^(X|Y)$')")).toContain("'^(X|Y)$' → '^(Y)$'");
  expect(changes("a in ['x', 'y']")).toContain("['x', 'y'] → ['x']");
});

it('every mutant of our rules differs from all others in one place', () => {
  const source = readFileSync(`${ROOT}firestore.rules`, 'utf8');
  const mutants = mutantsOf(source);
  expect(new Set(mutants.map((mutant) => mutant.rules)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThan(1000);
  for (const { rules: text } of mutants) expect(Math.abs(text.length - source.length)).toBeLessThan(3000);
});

it('each survivor on the list is one mutant of our rules', () => {
  const names = mutantsOf(readFileSync(`${ROOT}firestore.rules`, 'utf8')).map(nameOf);
  for (const survivor of Object.keys(SURVIVORS)) expect(names.filter((name) => name === survivor)).toEqual([survivor]);
});
