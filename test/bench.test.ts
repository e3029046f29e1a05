import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OUR_NAME } from '../bench/rivals.js';
import { BEGIN, END, READMES, results, table } from '../bench/table.js';

test.each(READMES)('%s shows the benchmark as it was measured', (readme) => {
  const text = readFileSync(join(import.meta.dirname, '..', readme), 'utf8');
  expect(text.split(BEGIN)[1]?.split(END)[0]?.trim()).toBe(table(results(), readme));
});

test('the benchmark stands beside five peers and a control, each with its version and every figure', () => {
  const { lines } = results();
  expect(lines).toHaveLength(7);
  for (const { name, version, ...figures } of lines) {
    expect(version !== '' || name === 'bare IndexedDB', name).toBe(true);
    for (const figure of Object.values(figures)) expect(figure, name).toBeGreaterThan(0);
  }
  const weight = (name: string) => lines.find((line) => line.name === name)!.bytes;
  expect(weight(OUR_NAME)).toBeLessThan(Math.min(...lines.slice(1, -1).map(({ bytes }) => bytes)));
});
