import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { generate, staleFiles } from '../../src/codegen/main.js';
import { DUAL_WRITE_SHARE, excessive, figuresOf, LIMITS } from '../../src/codegen/rules-limits.js';
import { EVENT_KINDS, type EventType } from '../../src/schema/event-id.js';
import { ROOT } from '../support/emulator.js';

const TYPES = Object.keys(EVENT_KINDS) as EventType[]; // its own keys
let copy: string | undefined;
afterEach(() => copy && rmSync(copy, { recursive: true, force: true }));

it('the generated files are those of the schema', () => {
  expect(staleFiles(ROOT)).toEqual([]);
});

it('a generated file that was edited, or is absent, is stale', () => {
  copy = `${mkdtempSync(join(tmpdir(), 'crm-codegen-'))}/`;
  for (const path of Object.keys(generate())) cpSync(ROOT + path, copy + path, { recursive: true });
  expect(staleFiles(copy)).toEqual([]);
  writeFileSync(`${copy}firestore.rules`, '// edited');
  expect(staleFiles(copy)).toEqual(['firestore.rules']);
  rmSync(`${copy}src`, { recursive: true });
  expect(staleFiles(copy)).toEqual(['src/sdk/validators.gen.ts', 'firestore.rules']);
});

it('`--check` succeeds while nothing is stale', () => {
  const { status, stderr } = spawnSync('npx', ['tsx', 'src/codegen/main.ts', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([status, stderr.includes('stale')]).toEqual([0, false]);
});

it('every figure of the rules keeps to 70 % of its limit, with a session of dual write to 80 %', () => {
  const figures = figuresOf(generate()['firestore.rules']!, TYPES);
  expect(excessive(figures)).toEqual([]);
  expect(figures.filter(({ limit }) => limit === 'expressions')).toHaveLength(TYPES.length * 4 + 2);
  const figure = { what: 'x', limit: 'expressions', value: LIMITS.expressions * 0.8, share: DUAL_WRITE_SHARE } as const;
  expect(excessive([figure])).toEqual([]);
  expect(excessive([{ ...figure, value: figure.value + 1 }])).toHaveLength(1);
});

it('a figure above 70 % of its limit is excessive', () => {
  const figure = (value: number) => ({ what: 'x', limit: 'expressions', value }) as const;
  expect(excessive([figure(LIMITS.expressions * 0.7), figure(LIMITS.expressions * 0.7 + 1)])).toHaveLength(1);
});
