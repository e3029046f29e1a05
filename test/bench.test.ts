import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BEGIN, END, READMES, results, table } from '../bench/table.js';

test.each(READMES)('%s shows the figures that were measured last', (readme) => {
  const text = readFileSync(join(import.meta.dirname, '..', readme), 'utf8');
  expect(text.split(BEGIN)[1]?.split(END)[0]?.trim()).toBe(table(results(), readme));
});
