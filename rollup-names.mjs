import { gzipSync } from 'node:zlib';
import { parseAst } from 'rollup/parseAst';

/** What a variable may be called, the likeliest first. */
const LETTERS = 'etarniosldcufypmwhv_gbATEDCOSIN';
/** How often each is thought about: more saves a byte or two. */
const PASSES = 5;

/**
 * Gives the variables of a minified script those names by which gzip finds most repetitions, one variable after the other:
 * a minifier only looks at length, and names are a third of what it leaves. The same script always gets the
 * same names. Its map is right as far as a letter stands for a letter.
 */
export const namesForGzip = { name: 'names-for-gzip', renderChunk: (code) => ({ code: rename(code), map: null }) };

function rename(code) {
  const { variables, globals, parts } = analyze(code);
  const text = () => parts.map((part) => part.name ?? part).join('');
  let size = gzipSync(text(), { level: 9 }).length;
  /** Keeps the names given to variables, unless that makes the script larger: one that does not may lead to others that do better. */
  const attempt = (...renamed) => {
    const swap = () => {
      for (const one of renamed) [one[0].name, one[1]] = [one[1], one[0].name];
    };
    swap();
    const now = gzipSync(text(), { level: 9 }).length;
    if (now <= size) size = now;
    else swap();
  };
  // Again and again, fro and to: what was renamed late is a reason to think again about what came before.
  const order = [...variables];
  for (let pass = 0; pass < PASSES; pass++, order.reverse())
    for (const variable of order)
      for (const name of LETTERS) {
        const rivals = [...variable.near].filter((other) => other.name === name);
        if (name === variable.name || globals.has(name) || rivals.length > 1) continue;
        const [rival] = rivals;
        if (!rival) attempt([variable, name]);
        // They may change their names with each other, where nobody else has the one.
        else if (![...rival.near].some((other) => other !== variable && other.name === variable.name))
          attempt([variable, name], [rival, variable.name]);
      }
  return text();
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
