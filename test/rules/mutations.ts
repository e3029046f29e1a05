import { type Expression, parseRules } from '../../src/codegen/rules-syntax.js';
import { conditionsOf, placeOf } from './conditions.js';

/** Rules with one thing changed. */
export interface Mutant {
  /** The function, or the path and the methods. */
  readonly place: string;
  /** What was changed to what: with the place, its name in the list of survivors. */
  readonly change: string;
  readonly line: number;
  readonly rules: string;
}

export const nameOf = ({ place, change }: Mutant): string => `${place}: ${change}`;

interface Edit {
  readonly place: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Every mutant of the rules: each condition dropped or negated, each comparison made strict or lax, each number and each
 * count of a pattern moved by one, each name of a list and each alternative of a pattern left out.
 */
export function mutantsOf(source: string): Mutant[] {
  const { functions, allows } = parseRules(source);
  const edits: Edit[] = [];
  const put: Put = (place, { from, to }, text) => edits.push({ place, from, to, text });
  for (const { place, node, idle } of conditionsOf(source)) {
    put(place, node, `${idle}`);
    put(place, node, `!(${source.slice(node.from, node.to)})`);
  }
  for (const { path, methods, condition } of allows) bounds(placeOf(path, methods), condition, source, put);
  for (const { name, lets, body } of functions.values())
    for (const node of [...lets.map(({ value }) => value), body]) bounds(name, node, source, put);
  const seen = new Set<string>();
  return edits.flatMap((edit) => {
    const rules = source.slice(0, edit.from) + edit.text + source.slice(edit.to);
    if (seen.has(rules) || rules === source) return [];
    seen.add(rules);
    const change = `${shortened(source.slice(edit.from, edit.to))} → ${shortened(edit.text)}`;
    return [{ place: edit.place, change, line: source.slice(0, edit.from).split('\n').length, rules }];
  });
}

type Put = (place: string, at: { from: number; to: number }, text: string) => void;

/** What an expression counts or lists, moved by one. */
function bounds(place: string, node: Expression, source: string, put: Put): void {
  const text = source.slice(node.from, node.to);
  if (node.kind === 'literal' && /^\d+$/.test(text)) {
    put(place, node, `${Number(text) + 1}`);
    put(place, node, `${Number(text) - 1}`);
  }
  if (node.kind === 'literal' && text.startsWith("'"))
    for (const changed of textsBeside(text)) put(place, node, changed);
  if (node.kind === 'binary') {
    const other = { '<=': '<', '>=': '>', '<': '<=', '>': '>=' }[node.op];
    const from = node.left.to + source.slice(node.left.to).indexOf(node.op);
    if (other) put(place, { from, to: from + node.op.length }, other);
    if (node.op === 'in' && node.right.kind === 'list') {
      const items = node.right.items.map((item) => source.slice(item.from, item.to));
      for (const left of items) put(place, node.right, `[${items.filter((item) => item !== left).join(', ')}]`);
    }
  }
  for (const inner of innerOf(node)) bounds(place, inner, source, put);
}

/** Texts that differ in a count, an alternative or a name. */
function textsBeside(literal: string): string[] {
  const counts = [...literal.matchAll(/(?<!\\x)\{(\d+)(?:,(\d+))?\}/g)].flatMap(
    ({ 0: all, 1: first, 2: last, index }) => {
      const counted = (from: number, to: number | undefined) =>
        `${literal.slice(0, index)}{${from}${to === undefined ? '' : `,${to}`}}${literal.slice(index + all.length)}`;
      const [a, b] = [Number(first), last === undefined ? undefined : Number(last)];
      return [
        ...(b === undefined ? [] : [counted(a, b + 1), counted(a, b - 1)]),
        counted(a + 1, b),
        ...(a > 0 ? [counted(a - 1, b)] : []),
      ];
    },
  );
  const alternatives = /^'\^\(([\w|]+)\)\$'$/.exec(literal)?.[1];
  const names = /^'(\w+(?: \w+)+)'$/.exec(literal)?.[1];
  return [
    ...counts,
    ...(alternatives ? oneLess(alternatives, '|').map((some) => `'^(${some})$'`) : []),
    ...(names ? oneLess(names, ' ').map((some) => `'${some}'`) : []),
  ];
}

const oneLess = (list: string, separator: string): string[] => {
  const all = list.split(separator);
  return all.map((_, i) => all.filter((_one, k) => k !== i).join(separator));
};

function innerOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'path':
      return node.parts;
    case 'member':
    case 'unary':
    case 'is':
      return [node.of];
    case 'index':
      return [node.of, ...node.at];
    case 'call':
      return node.args;
    case 'method':
      return [node.of, ...node.args];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.yes, node.no];
    case 'list':
    case 'map':
      return node.items;
    default:
      return node satisfies never;
  }
}

/** On one line, and no longer than tells it apart. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 60)} … ${line.slice(-38)}`;
}
