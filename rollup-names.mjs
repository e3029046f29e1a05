import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'rollup/parseAst';

/** What a variable may be called, the likeliest first. */
const LETTERS = 'etarniosldcufypmwhv_gbATEDCOSINkxj';
/** How many names are tried for each character of a script whose names are not in the lock file; `NAMES` says otherwise. */
const TRIES = Number(process.env.NAMES ?? 3);
/** How many bytes more a name may cost at the beginning, for the sake of better ones that it leads to. */
const HEAT = 0.6;

/** Names that were found before, by file: they hold for the very script that they were found for. */
const LOCK = 'rollup-names.lock.json';

/**
 * Gives the variables of a minified script those names by which gzip finds most repetitions: a minifier only looks at
 * length, and names are a third of what it leaves. They are searched for by simulated annealing, the longer the better, so
 * what was found stands in a lock file. `NAMES=80 npm run build` searches for minutes and writes it; without, a script
 * that is not in it gets what seconds can find. The map is right as far as a letter stands for a letter.
 */
export const namesForGzip = {
  name: 'names-for-gzip',
  renderChunk(code, { fileName }) {
    const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
    const script = createHash('sha256').update(code).digest('hex');
    const known = lock[fileName]?.script === script && !process.env.NAMES ? lock[fileName].names.split(' ') : undefined;
    const { text, names } = rename(code, known);
    if (process.env.NAMES) {
      lock[fileName] = { script, names: names.join(' ') };
      writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
    }
    return { code: text, map: null };
  },
};

function rename(code, known) {
  const { variables, globals, parts } = analyze(code);
  const text = () => parts.map((part) => part.name ?? part).join('');
  const weigh = () => gzipSync(text(), { level: 9 }).length;
  const all = [...variables];
  const random = randomFrom(1);
  const oneOf = (list, towardsFirst) => list[Math.floor(random() ** towardsFirst * list.length)];
  const tries = known ? 0 : TRIES * code.length;
  let size = weigh();
  let best = { size, names: known ?? all.map(({ name }) => name) };
  for (let i = 0; i < tries; i++) {
    const variable = oneOf(all, 1);
    const { name: before, near } = variable;
    const name = oneOf(LETTERS, 1.5);
    if (name === before || globals.has(name)) continue;
    // They may change their names with each other, where nobody else has the one.
    const [rival, ...others] = [...near].filter((other) => other.name === name);
    if (others[0] || (rival && [...rival.near].some((other) => other !== variable && other.name === before))) continue;
    variable.name = name;
    if (rival) rival.name = before;
    const now = weigh();
    if (now <= size || random() < Math.exp((size - now) / (HEAT * (1 - i / tries) ** 1.5 + 0.01))) {
      size = now;
      if (size < best.size) best = { size, names: all.map((one) => one.name) };
    } else {
      variable.name = before;
      if (rival) rival.name = name;
    }
  }
  all.forEach((variable, i) => {
    variable.name = best.names[i];
  });
  return { text: text(), names: best.names };
}

/** Numbers from 0 to 1 that are the same each time: Lehmer's generator. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/**
 * The variables of a script that has no `var` and no shorthand, each with those `near` it that must not have its name; the
 * names that are not its own; and the script in parts: texts, and variables where they are named.
 */
function analyze(code) {
  const uses = [];
  const visit = (node, scope, declares, shares) => {
    const { type, start, end, name } = node;
    if (type === 'Identifier') {
      if (declares) scope.own.set(name, { name, scope, near: new Set() });
      uses.push({ start, end, name, scope });
      return;
    }
    // A function and its parameters, or a `catch` and its error, are one scope.
    const opens = /Function|Catch/.test(type);
    const inner = opens || (/^(Block|For)/.test(type) && !shares) ? { own: new Map(), up: scope } : scope;
    for (const [key, value] of Object.entries(node)) {
      if (/^(key|property)$/.test(key) && !node.computed) continue; // names a property
      const isPattern = declares && /Pattern|Rest|Property/.test(type) && key !== 'right';
      for (const child of [value].flat())
        if (child?.type)
          visit(child, key === 'id' ? scope : inner, isPattern || /^(id|params?)$/.test(key), opens && key === 'body');
    }
  };
  visit(parseAst(code), { own: new Map() });

  const globals = new Set();
  const parts = [];
  let at = 0;
  for (const { start, end, name, scope } of uses.sort((a, b) => a.start - b.start)) {
    const passed = [scope];
    while (passed[0] && !passed[0].own.has(name)) passed.unshift(passed[0].up);
    const variable = passed[0]?.own.get(name);
    if (!variable) globals.add(name);
    else {
      parts.push(code.slice(at, start), variable);
      at = end;
      // From here to where it is declared nobody else may be called so.
      for (const other of passed.flatMap(({ own }) => [...own.values()]))
        if (other !== variable) other.near.add(variable) && variable.near.add(other);
    }
  }
  parts.push(code.slice(at));
  return { parts, globals, variables: new Set(parts.filter((part) => part.name)) };
}
