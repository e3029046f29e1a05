/**
 * What a regular expression allows, read from its source: how long a text can be, and whether RE2 (Firestore's engine)
 * means by it what JavaScript means. Covers the constructs this schema may use; refuses the rest by name.
 */
export interface Pattern {
  readonly source: string;
  readonly min: number;
  /** The longest text that matches, `Infinity` where there is none. In UTF-16 units. */
  readonly max: number;
}

/** Reads a pattern. Throws an Error saying which construct no enforcer shares. */
export function readPattern(regex: RegExp): Pattern {
  if (regex.flags) throw new Error(`has the flags "${regex.flags}", which RE2 does not take from JavaScript`);
  const { source } = regex;
  if (!source.startsWith('^')) throw new Error('must start with ^: Firestore matches the whole text');
  let at = 0;
  const peek = (text: string) => source.startsWith(text, at);

  const alternation = (): [number, number] => {
    let [min, max] = sequence();
    while (peek('|')) {
      at++;
      const [low, high] = sequence();
      min = Math.min(min, low);
      max = Math.max(max, high);
    }
    return [min, max];
  };
  const sequence = (): [number, number] => {
    let min = 0;
    let max = 0;
    while (at < source.length && !peek('|') && !peek(')')) {
      const [low, high] = quantified(atom());
      min += low;
      max += high;
    }
    return [min, max];
  };
  const atom = (): [number, number] => {
    const char = source[at++];
    if (char === '^') {
      if (at > 1) throw new Error('has ^ in its middle');
      return [0, 0];
    }
    if (char === '$') {
      if (at < source.length) throw new Error('has $ in its middle');
      return [0, 0];
    }
    if (char === '(') return group();
    if (char === '[') return characterClass();
    if (char === '\\') return escaped();
    if (char === '.') throw new Error('has a ".", which spares other line ends in RE2; write [\\s\\S] or a class');
    return [1, 1];
  };
  const group = (): [number, number] => {
    if (peek('?:')) at += 2;
    else if (peek('?')) throw new Error(`has "(${source.slice(at, at + 2)}", which RE2 lacks or writes otherwise`);
    const inner = alternation();
    at++; // the closing bracket
    return inner;
  };
  const characterClass = (): [number, number] => {
    if (peek('\\s\\S]')) {
      at += 5;
      return [1, 1];
    }
    while (!peek(']')) {
      if (source[at] === '\\') {
        at++;
        escaped();
      } else at++;
    }
    at++;
    return [1, 1];
  };
  const escaped = (): [number, number] => {
    const char = source[at++] ?? '';
    if (/[1-9k]/.test(char)) throw new Error('has a backreference, which RE2 lacks');
    if (char === 'u') at += 4;
    else if (char === 'x') at += 2;
    else if (/[a-z]/i.test(char) && char !== 'd')
      throw new Error(`has "\\${char}", which RE2 lacks or reads otherwise; spell the characters out`);
    return [1, 1];
  };
  const quantified = ([min, max]: [number, number]): [number, number] => {
    const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(source.slice(at));
    if (!found) return [min, max];
    at += found[0].length;
    const [sign, from, comma, to] = found;
    const [low, high] = from
      ? [Number(from), comma ? (to ? Number(to) : Infinity) : Number(from)]
      : [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity];
    if (low > 1000 || (high !== Infinity && high > 1000)) throw new Error('repeats more than 1,000 times');
    if (peek('?')) at++; // a lazy quantifier matches the same whole texts
    return [min * low, max === 0 || high === 0 ? 0 : max * high];
  };

  const [min, max] = sequence();
  if (peek('|')) throw new Error('has alternatives outside brackets, which ^ and $ do not enclose');
  if (at < source.length) throw new Error(`cannot be read at "${source.slice(at)}"`);
  return { source, min, max: source.endsWith('$') ? max : Infinity };
}

/** The source with everything that cannot be seen escaped as `\uXXXX`, so that generated text is plain ASCII. */
export function visible(source: string): string {
  return source.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The source as RE2 writes it: `\x{001f}` for `\u001f`; where `$` is missing, with a tail that takes the rest. */
export function toRe2(source: string, tail = '[\\s\\S]*$'): string {
  const re2 = visible(source).replace(/\\u([0-9a-f]{4})/gi, (_all, hex: string) => `\\x{${hex}}`);
  return re2.endsWith('$') ? re2 : re2 + tail;
}
