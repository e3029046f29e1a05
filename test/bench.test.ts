import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OUR_NAME, OUR_SCRIPT } from '../bench/rivals.js';
import { BEGIN, END, READMES, results, table } from '../bench/table.js';

test.each(READMES)('%s shows the benchmark as it was measured', (readme) => {
  const text = readFileSync(join(import.meta.dirname, '..', readme), 'utf8');
  expect(text.split(BEGIN)[1]?.split(END)[0]?.trim()).toBe(table(results(), readme));
});

test('the benchmark stands beside five peers and a control, each with its version and every figure', () => {
  const { lines } = results();
  expect(lines).toHaveLength(8);
  for (const { name, version, ...figures } of lines) {
    expect(version !== '' || name === 'bare IndexedDB', name).toBe(true);
    for (const figure of Object.values(figures)) expect(figure, name).toBeGreaterThan(0);
  }
  const weight = (name: string) => lines.find((line) => line.name === name)!.bytes;
  for (const ours of [OUR_SCRIPT, OUR_NAME])
    expect(weight(ours)).toBeLessThan(Math.min(...lines.slice(2, -1).map(({ bytes }) => bytes)));
});
