import { describe, expect, test } from 'vitest';
import { commandOf, KEYS, type Pressed } from '../../src/dashboard/keys.js';

const NO_MODIFIER = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
const key = (key: string, code = '', more: Partial<Pressed> & { altGr?: boolean } = {}): Pressed => ({
  ...NO_MODIFIER,
  key,
  code,
  ...more,
  getModifierState: (name) => name === 'AltGraph' && !!more.altGr,
});
const altGr = { altGr: true, ctrlKey: true, altKey: true };

describe('a key', () => {
  test.each([
    ['US', key('j', 'KeyJ'), 'down'],
    ['US', key('.', 'Period'), 'done'],
    ['US', key('c', 'KeyC'), 'call'],
    ['US', key('[', 'BracketLeft'), 'previous'],
    ['US', key('?', 'Slash', { shiftKey: true }), 'help'],
    ['AZERTY', key('a', 'KeyQ'), 'assign'],
    ['AZERTY', key('.', 'Comma', { shiftKey: true }), 'done'],
    ['AZERTY', key('/', 'Period', { shiftKey: true }), 'search'],
    ['AZERTY', key('?', 'KeyM', { shiftKey: true }), 'help'],
    ['AZERTY on Windows', key('[', 'Digit5', altGr), 'previous'],
    ['AZERTY on a Mac', key(']', 'Minus', { altKey: true, shiftKey: true }), 'next'],
    ['Thai', key('่', 'KeyJ'), 'down'],
    ['Thai', key('า', 'KeyK'), 'up'],
    ['Thai', key('ฟ', 'KeyA'), 'assign'],
    ['Thai', key('ใ', 'Period'), 'done'],
    ['Thai', key('บ', 'BracketLeft'), 'previous'],
    ['Thai', key('ฦ', 'Slash', { shiftKey: true }), 'help'],
    ['Thai', key('า', 'KeyK', { ctrlKey: true }), 'palette'],
    ['capital', key('K', 'KeyK', { metaKey: true }), 'palette'],
    ['any', key('Escape', 'Escape'), 'close'],
  ] as const)('on %s, %o, is %s', (_, pressed, command) => {
    expect(commandOf(pressed, true)).toBe(command);
  });

  test('is what the place of the letter would be elsewhere only where no letter of ours is on it', () => {
    // On AZERTY the key of a US q makes an a: q is no command, and what is at the place of A is.
    expect(commandOf(key('q', 'KeyA'), true)).toBeUndefined();
  });

  test('with Control, Alt or Command stays the browser’s', () => {
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey'] as const)
      expect(commandOf(key('n', 'KeyN', { [modifier]: true }), true)).toBeUndefined();
    expect(commandOf(key('k', 'KeyK', { ctrlKey: true, shiftKey: true }), true)).toBeUndefined();
  });

  test('is text while an input method composes', () => {
    expect(commandOf(key('a', 'KeyA', { isComposing: true }), true)).toBeUndefined();
  });

  test('of one character is nothing where these are switched off; Escape and Control-K remain', () => {
    for (const one of Object.values(KEYS).filter(({ length }) => length === 1))
      expect(commandOf(key(one), false)).toBeUndefined();
    expect(commandOf(key('Escape'), false)).toBe('close');
    expect(commandOf(key('k', 'KeyK', { ctrlKey: true }), false)).toBe('palette');
  });
});
