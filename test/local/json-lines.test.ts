import { expect, test } from 'vitest';
import { jsonLines, lineOf } from '../../demo/json-lines.js';

const text = JSON.stringify(
  { visa: 'a "quoted", {odd} text', list: ['x', 'y'], plan: [{ step: 'one', timing: '' }, { step: 'two' }], last: 1 },
  null,
  2,
);

test('every value of a JSON text is found on its line', () => {
  const lines = jsonLines(text);
  const at = (path: string) => text.split('\n')[(lineOf(lines, path) ?? 0) - 1]?.trim();
  expect(at('visa')).toBe('"visa": "a \\"quoted\\", {odd} text",');
  expect(at('list')).toBe('"list": [');
  expect(at('list.1')).toBe('"y"');
  expect(at('plan.0.timing')).toBe('"timing": ""');
  expect(at('plan.1.step')).toBe('"step": "two"');
  expect(at('last')).toBe('"last": 1');
});

test('what is missing is found where it should have been', () => {
  const lines = jsonLines(text);
  expect(lineOf(lines, 'plan.1.timing')).toBe(lineOf(lines, 'plan.1'));
  expect(lineOf(lines, 'absent')).toBe(1);
});

test('a text that is no JSON is read as far as it goes', () => {
  expect(lineOf(jsonLines('{\n  "a": 1,\n  "b": '), 'b')).toBe(3);
  expect(lineOf(jsonLines(''), 'a')).toBeUndefined();
});
