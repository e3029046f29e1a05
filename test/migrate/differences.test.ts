import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causes, DIFFERENCES, type Difference } from '../../src/migrate/verify/differences.js';

const difference = (name: Difference['name'], thing: Difference['thing'], id: string, lead: string): Difference => ({
  name,
  thing,
  id,
  path: id,
  leads: [lead],
});

describe('causes', () => {
  test('names one thing once, by what came first', () => {
    const found = [difference('event_missing', 'event', '1', 'a'), difference('claim_lost', 'event', '1', 'a')];
    expect(causes(found).map(({ name }) => name)).toEqual(['claim_lost']);
  });

  test('judge no projection of a lead whose events are in doubt, and every other', () => {
    const found = [
      difference('case_differs', 'case', 'x', 'a'),
      difference('lead_differs', 'lead', 'a', 'a'),
      difference('event_lost', 'event', '1', 'a'),
      difference('case_differs', 'case', 'y', 'b'),
    ];
    expect(causes(found).map(({ name, id }) => `${name} ${id}`)).toEqual(['event_lost 1', 'case_differs y']);
  });

  test('judge no lead while one of its cases is in doubt', () => {
    const found = [difference('lead_differs', 'lead', 'a', 'a'), difference('entry_missing', 'case', 'x', 'a')];
    expect(causes(found).map(({ name }) => name)).toEqual(['entry_missing']);
  });
});

test('the runbook says of every difference what to do', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/migration.md'), 'utf8');
  const told = (name: string) => runbook.includes(`\`${name}\``) || runbook.includes(`\`${name.split('_')[0]}_…\``);
  expect(Object.keys(DIFFERENCES).filter((name) => !told(name))).toEqual([]);
});
