/** An expression of the rules language, and where its text is in the source: `source.slice(from, to)`. */
export type Expression = Form & { from: number; to: number };

type Form =
  | { kind: 'literal'; text: string }
  | { kind: 'name'; text: string }
  | { kind: 'path'; text: string; parts: Expression[] }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; at: Expression[] }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'method'; of: Expression; name: string; args: Expression[] }
  | { kind: 'unary'; op: string; of: Expression }
  | { kind: 'is'; of: Expression; type: string }
  | { kind: 'binary'; op: string; left: Expression; right: Expression }
  | { kind: 'choice'; test: Expression; yes: Expression; no: Expression }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'map'; keys: string[]; items: Expression[] };

export interface RulesFunction {
  name: string;
  params: string[];
  lets: { name: string; value: Expression }[];
  body: Expression;
}
export interface Allow {
  /** Of the match blocks around it, joined. */
  path: string;
  methods: string[];
  condition: Expression;
}
export interface Rules {
  functions: Map<string, RulesFunction>;
  allows: Allow[];
}

const TOKEN =
  /\s*(?:\/\/.*\s*)*('(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[a-zA-Z_]\w*|&&|\|\||[=!<>]=|[-+*%<>!?:;,.()[\]{}=/$])/y;
const BINDING: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 5,
  is: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};

/** Reads rules of the kind this project generates. Throws an Error with the line of what it cannot read. */
export function parseRules(source: string): Rules {
  const rules: Rules = { functions: new Map(), allows: [] };
  let at = 0;
  const look = (): string => {
    TOKEN.lastIndex = at;
    return TOKEN.exec(source)?.[1] ?? '';
  };
  const next = (expected?: string): string => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[1];
    if (!token || (expected && token !== expected))
      throw new Error(
        `Rules, line ${source.slice(0, at).split('\n').length}: ${expected ?? 'something'} is missing at "${token ?? ''}"`,
      );
    at = TOKEN.lastIndex;
    return token;
  };
  const taken = (token: string): boolean => look() === token && Boolean(next());
  const separated = <T>(close: string, one: () => T): T[] => {
    const found: T[] = [];
    while (!taken(close)) {
      found.push(one());
      if (look() !== close) next(',');
    }
    return found;
  };

  /** A form whose text began at `from` and has just been read. */
  const placed = (from: number, form: Form): Expression => ({ ...form, from, to: at });
  const start = (): number => {
    const token = look();
    return TOKEN.lastIndex - token.length;
  };

  const expression = (least = 0): Expression => {
    const from = start();
    let left = primary();
    for (;;) {
      const op = look();
      if (op === '?' && least === 0) {
        next();
        const yes = expression();
        next(':');
        left = placed(from, { kind: 'choice', test: left, yes, no: expression() });
        continue;
      }
      const binding = BINDING[op];
      if (!binding || binding < least) return left;
      next();
      left = placed(
        from,
        op === 'is'
          ? { kind: 'is', of: left, type: next() }
          : { kind: 'binary', op, left, right: expression(binding + 1) },
      );
    }
  };
  const primary = (): Expression => {
    const from = start();
    const token = next();
    let found: Expression;
    if (token === '!' || token === '-') return placed(from, { kind: 'unary', op: token, of: primary() });
    if (token === '(') {
      found = expression();
      next(')');
    } else if (token === '[') found = placed(from, { kind: 'list', items: separated(']', expression) });
    else if (token === '{') {
      const keys: string[] = [];
      const items = separated('}', () => {
        keys.push(next());
        next(':');
        return expression();
      });
      found = placed(from, { kind: 'map', keys, items });
    } else if (token === '/') found = placed(from, path());
    else if (/^['\d]|^(?:true|false|null)$/.test(token)) found = placed(from, { kind: 'literal', text: token });
    else if (taken('(')) found = placed(from, { kind: 'call', name: token, args: separated(')', expression) });
    else found = placed(from, { kind: 'name', text: token });
    for (;;) {
      if (taken('.')) {
        const name = next();
        found = placed(
          from,
          taken('(')
            ? { kind: 'method', of: found, name, args: separated(')', expression) }
            : { kind: 'member', of: found, name },
        );
      } else if (taken('[')) {
        const first = expression();
        const last = taken(':') ? [expression()] : [];
        next(']');
        found = placed(from, { kind: 'index', of: found, at: [first, ...last] });
      } else return found;
    }
  };
  const path = (): Form => {
    const parts: Expression[] = [];
    const start = at;
    for (;;) {
      if (taken('$')) {
        next('(');
        parts.push(expression());
        next(')');
      } else next();
      if (!taken('/')) return { kind: 'path', text: source.slice(start, at), parts };
    }
  };

  const block = (under: string): void => {
    while (!taken('}')) {
      const word = next();
      if (word === 'match') {
        const start = at;
        while (!/^\s*\{\s*(?:\/\/.*\s*|(?:allow|match|function)\b)/.test(source.slice(at))) {
          const token = next();
          if (token === '{') while (!taken('}')) next();
        }
        const name = source.slice(start, at).trim();
        next('{');
        block(under + name);
      } else if (word === 'function') {
        const name = next();
        next('(');
        const params = separated(')', () => next());
        next('{');
        const lets: RulesFunction['lets'] = [];
        while (taken('let')) {
          const bound = next();
          next('=');
          lets.push({ name: bound, value: expression() });
          next(';');
        }
        next('return');
        rules.functions.set(name, { name, params, lets, body: expression() });
        next(';');
        next('}');
      } else {
        const methods = [next()];
        while (taken(',')) methods.push(next());
        next(':');
        next('if');
        rules.allows.push({ path: under, methods, condition: expression() });
        next(';');
      }
    }
  };
  while (next() !== 'firestore');
  next('{');
  block('');
  return rules;
}
