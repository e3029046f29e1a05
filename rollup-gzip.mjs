import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import pako from 'pako';
import { parseAst } from 'rollup/parseAst';

/** What was found before, by file: it holds for the very script that it was found for. */
const LOCK = 'rollup-gzip.lock.json';
/** How many changes to try for each character of a script; without, only the lock file is asked. */
const TRIES = Number(process.env.TRIES ?? 0);
/** How many bytes more a change may cost at the beginning, for the sake of better ones that it leads to. */
const HEAT = 0.6;
/** What a variable may be called, the likeliest first. */
const LETTERS = 'etarniosldcufypmwhv_gbATEDCOSINkxj$';

/**
 * Writes a minified script so that gzip finds most repetitions in it. A minifier looks at length alone, and leaves three
 * things open: how variables and private properties are called, which side of a comparison comes first, and in which order
 * things are named where order means nothing. They are chosen by simulated annealing, the longer the better, so what was
 * found stands in a lock file: `TRIES=60 npm run build` makes a million tries, of two milliseconds or so each, and writes
 * it. A script that is not in it stays as the minifier left it. Source maps stay right as far as a name has kept its
 * length and place.
 *
 * `isPrivate` knows the properties' names that nobody outside the script ever sees.
 */
export const writtenForGzip = (isPrivate) => ({
  name: 'written-for-gzip',
  renderChunk(code, { fileName }) {
    const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
    const sum = createHash('sha256').update(code).digest('hex');
    const { text, choices } = analyze(code.trimEnd(), isPrivate);
    if (TRIES) {
      anneal(choices, text, TRIES * code.length);
      lock[fileName] = { script: sum, choices: choices.map((choice) => choice.read()).join(' ') };
      writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
    } else if (lock[fileName]?.script === sum)
      lock[fileName].choices.split(' ').forEach((choice, i) => {
        choices[i].write(choice);
      });
    return { code: text(), map: null };
  },
  // Rollup ends a file with a line break.
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) if (chunk.code) chunk.code = chunk.code.trimEnd();
  },
});

/** Bytes as `gzip -9` makes them. Node's own zlib is a newer one, which counts a little differently. */
const weigh = (text) => pako.gzip(text, { level: 9 }).length;

/** Changes one choice after another, and keeps what makes the text lighter, or not much heavier while it is hot. */
function anneal(choices, text, tries) {
  const random = randomFrom(1);
  const oneOf = (list, towardsFirst = 1) => list[Math.floor(random() ** towardsFirst * list.length)];
  let size = weigh(text());
  let best = { size, choices: choices.map((choice) => choice.read()) };
  for (let i = 0; i < tries; i++) {
    const undo = oneOf(choices).change(oneOf);
    if (!undo) continue;
    const now = weigh(text());
    if (now <= size || random() < Math.exp((size - now) / (HEAT * (1 - i / tries) ** 1.5 + 0.01))) {
      size = now;
      if (size < best.size) best = { size, choices: choices.map((choice) => choice.read()) };
    } else undo();
  }
  choices.forEach((choice, i) => {
    choice.write(best.choices[i]);
  });
}

/** Numbers from 0 to 1 that are the same each time: Lehmer's generator. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** The name of a variable or of a private property: any that is not `taken`, and that no other `near` it has. */
class Name {
  near = new Set();
  constructor(name, taken) {
    this.name = name;
    this.taken = taken;
  }
  read() {
    return this.name;
  }
  write(name) {
    this.name = name;
  }
  print(out) {
    out.push(this.name);
  }
  /** Answers the undo, if there was something to do. */
  change(oneOf) {
    const before = this.name;
    const name = oneOf(LETTERS, 1.5);
    if (name === before || this.taken.has(name)) return undefined;
    // Two may change their names with each other, where nobody else has the one.
    const [rival, ...others] = [...this.near].filter((other) => other.name === name);
    if (others[0] || (rival && [...rival.near].some((other) => other !== this && other.name === before)))
      return undefined;
    this.name = name;
    if (rival) rival.name = before;
    return () => {
      this.name = before;
      if (rival) rival.name = name;
    };
  }
}

/** Items that may come in any order, `between` them always the same. Where it `follows` a word, a space may be needed. */
class Order {
  constructor(items, between, follows) {
    this.items = items;
    this.between = between;
    this.follows = follows;
    this.order = items.map((_, i) => i);
  }
  read() {
    return this.order.join();
  }
  write(order) {
    this.order = order.split(',').map(Number);
  }
  print(out) {
    let first = out.length;
    this.order.forEach((item, i) => {
      if (i) out.push(this.between);
      for (const part of this.items[item]) print(part, out);
    });
    if (!this.follows) return;
    while (!out[first]) first++;
    if (/^[\w$]/.test(out[first])) out[first] = ` ${out[first]}`;
  }
  /** Answers the undo, if there was something to do. */
  change(oneOf) {
    const before = this.order;
    const [one, other] = [oneOf(before), oneOf(before)];
    if (one === other) return undefined;
    this.order = before.map((item) => (item === one ? other : item === other ? one : item));
    return () => {
      this.order = before;
    };
  }
}

/** A part of a script is a text, or a choice. */
const print = (part, out) => (typeof part === 'string' ? out.push(part) : part.print(out));

/** Whether it comes to the same whenever it is evaluated, and leaves no trace. */
const isStill = (node) =>
  !node ||
  /^(Literal|ArrowFunctionExpression|FunctionExpression)$/.test(node.type) ||
  (node.type === 'UnaryExpression' && isStill(node.argument)) ||
  (node.type === 'ArrayExpression' && !node.elements[0]) ||
  (node.type === 'NewExpression' && /^(Map|Set)$/.test(node.callee.name) && !node.arguments[0]);

/** Whether it only reads: nothing between two such can change what they come to. */
const onlyReads = (node) =>
  isStill(node) ||
  node.type === 'Identifier' ||
  (node.type === 'MemberExpression' && onlyReads(node.object) && (!node.computed || onlyReads(node.property))) ||
  (node.type === 'ChainExpression' && onlyReads(node.expression)) ||
  (node.type === 'UnaryExpression' && onlyReads(node.argument)) ||
  (node.type === 'LogicalExpression' && onlyReads(node.left) && onlyReads(node.right));

/** An object of numbers and lists is a shape, whose fields are told in their order. */
const isShape = ({ properties }) =>
  properties.some(
    ({ value }) => value && (typeof value.value === 'number' || value.regex || value.type === 'ArrayExpression'),
  );

/** The things in a node whose order means nothing, in runs. */
function runsIn(node) {
  const whole = (list, fits) => {
    const runs = [[]];
    for (const one of list) fits(one) ? runs.at(-1).push(one) : runs.push([]);
    return runs;
  };
  switch (node.type) {
    case 'BinaryExpression':
      return /^[!=]==?$/.test(node.operator) ? whole([node.left, node.right], onlyReads) : [];
    case 'ObjectPattern':
      return whole(node.properties, ({ type, value }) => type === 'Property' && value.type === 'Identifier');
    case 'ObjectExpression':
      return isShape(node) ? [] : whole(node.properties, ({ type, value }) => type === 'Property' && onlyReads(value));
    case 'VariableDeclaration':
      return whole(node.declarations, ({ id, init }) => id.type === 'Identifier' && isStill(init));
    case 'Program':
    case 'BlockStatement':
      return whole(node.body, ({ type }) => type === 'FunctionDeclaration');
    default:
      return [];
  }
}

/** Takes a script that has no `var` and no shorthand apart. Answers how to put it together, and what may be chosen in it. */
function analyze(code, isPrivate) {
  const uses = [];
  const orders = [];
  const properties = [];
  const visit = (node, scope, declares, shares) => {
    const { type, start, end, name } = node;
    if (type === 'Identifier') {
      if (declares) scope.own.set(name, new Name(name, globals));
      uses.push({ start, end, name, scope });
      return;
    }
    for (const run of runsIn(node)) {
      const gaps = run.slice(1).map((item, i) => code.slice(run[i].end, item.start));
      const isWhole = type !== 'BinaryExpression' || (run.length === 2 && gaps[0] === node.operator);
      if (gaps[0] !== undefined && isWhole && gaps.every((gap) => gap === gaps[0] && !/[()]/.test(gap)))
        orders.push({ start: run[0].start, end: run.at(-1).end, run, between: gaps[0] });
    }
    // A function and its parameters, or a `catch` and its error, are one scope.
    const opens = /Function|Catch/.test(type);
    const inner = opens || (/^(Block|For)/.test(type) && !shares) ? { own: new Map(), up: scope } : scope;
    for (const [key, value] of Object.entries(node)) {
      if (/^(key|property)$/.test(key) && !node.computed) {
        if (value?.type === 'Identifier') properties.push(value);
        continue;
      }
      const isPattern = declares && /Pattern|Rest|Property/.test(type) && key !== 'right';
      for (const child of [value].flat())
        if (child?.type)
          visit(child, key === 'id' ? scope : inner, isPattern || /^(id|params?)$/.test(key), opens && key === 'body');
    }
  };
  /** Names that are not the script's own. */
  const globals = new Set();
  visit(parseAst(code), { own: new Map() });

  const names = [];
  for (const { start, end, name, scope } of uses) {
    const passed = [scope];
    while (passed[0] && !passed[0].own.has(name)) passed.unshift(passed[0].up);
    const variable = passed[0]?.own.get(name);
    if (!variable) globals.add(name);
    else {
      names.push({ start, end, choice: variable });
      // From here to where it is declared nobody else may be called so.
      for (const other of passed.flatMap(({ own }) => [...own.values()]))
        if (other !== variable) other.near.add(variable) && variable.near.add(other);
    }
  }
  const open = new Set(properties.map(({ name }) => name).filter((name) => !isPrivate(name)));
  const hidden = new Map();
  for (const { start, end, name } of properties)
    if (isPrivate(name)) {
      if (!hidden.has(name)) {
        const others = [...hidden.values()];
        const free = [...LETTERS].find((letter) => !open.has(letter) && others.every((other) => other.name !== letter));
        hidden.set(name, new Name(free, open));
        for (const other of others) other.near.add(hidden.get(name)) && hidden.get(name).near.add(other);
      }
      names.push({ start, end, choice: hidden.get(name) });
    }

  // The outer before the inner.
  const marks = [...names, ...orders].sort((a, b) => a.start - b.start || b.end - a.end);
  const choices = [];
  const partsOf = (start, end) => {
    const parts = [];
    let at = start;
    while (marks[0]?.start < end) {
      const mark = marks.shift();
      const { run, between } = mark;
      const follows = /[\w$]/.test(code[mark.start - 1] ?? '');
      const choice =
        mark.choice ??
        new Order(
          run.map((item) => partsOf(item.start, item.end)),
          between,
          follows,
        );
      choices.push(choice);
      parts.push(code.slice(at, mark.start), choice);
      at = mark.end;
    }
    parts.push(code.slice(at, end));
    return parts;
  };
  const parts = partsOf(0, code.length);
  const text = () => {
    const out = [];
    for (const part of parts) print(part, out);
    return out.join('');
  };
  return { text, choices: [...new Set(choices)] };
}
