import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The code of a document: blocks, without its comments and what its buttons say, and what stands in backticks. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language, code]) =>
    language ? code!.replace(/\s*\/\/.*/g, '').replace(/'[A-Z][^'\n]*'/g, "''") : '',
  );
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
  return [...blocks, ...inline.map((code) => code.replace('.fr.md', '.md')).sort()];
}
/** How deep the headings go, one after the other: they say the same in other words. */
const headingsOf = (text: string) =>
  [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^(#+) /gm)].map(([, depth]) => depth!.length);
/** Every number in the text, whatever parts its thousands and decimals. */
const numbersOf = (text: string) =>
  [...text.matchAll(/\d+(?:[ ,.\u202f]\d{3})*(?:[.,]\d+)?/g)]
    .map(([number]) => number.replace(/[ ,.\u202f]/g, ''))
    .sort();

describe.each([
  ['README.md', 'README.fr.md'],
  ['docs/embedding.md', 'docs/embedding.fr.md'],
])('%s and its translation', (english, french) => {
  test('have the same headings, of the same depth, in the same order', () => {
    expect(headingsOf(read(french))).toEqual(headingsOf(read(english)));
  });

  test('show the same code and commands', () => {
    expect(codeOf(read(french))).toEqual(codeOf(read(english)));
  });

  test('name the same numbers', () => {
    expect(numbersOf(read(french))).toEqual(numbersOf(read(english)));
  });

  test('link to the same documents, or to their translations', () => {
    const links = (text: string) =>
      [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!.replace('.fr.md', '.md')).sort();
    expect(links(read(french))).toEqual(links(read(english)));
  });
});

test('README.md has fewer than 250 lines', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(250);
});
