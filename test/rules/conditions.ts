import { type Expression, parseRules } from '../../src/codegen/rules-syntax.js';

/** An expression of the rules that is true or false. */
export interface Condition {
  /** The function, or the path and the methods. */
  readonly place: string;
  readonly node: Expression;
  /** What it is where it says nothing: `true` among several that must hold, `false` among choices. */
  readonly idle: boolean;
}

/** Every condition of the rules, each part of one too, once. Functions that give no truth value are not entered. */
export function conditionsOf(source: string): Condition[] {
  const { functions, allows } = parseRules(source);
  const found: Condition[] = [];
  const reached = new Set<string>();
  const condition = (place: string, node: Expression, idle: boolean): void => {
    found.push({ place, node, idle });
    if (node.kind === 'binary' && ['&&', '||'].includes(node.op)) {
      for (const side of [node.left, node.right]) condition(place, side, node.op === '&&');
    } else if (node.kind === 'unary') condition(place, node.of, !idle);
    else if (node.kind === 'choice') for (const part of [node.test, node.yes, node.no]) condition(place, part, idle);
    else if (node.kind === 'method' && node.name === 'hasOnly' && node.of.kind === 'list')
      for (const item of node.of.items) condition(place, item, true);
    else if (node.kind === 'call') inside(node.name);
  };
  const inside = (name: string): void => {
    const called = functions.get(name);
    if (!called || reached.has(name)) return;
    reached.add(name);
    condition(name, called.body, true);
  };
  for (const { path, methods, condition: node } of allows) condition(placeOf(path, methods), node, true);
  return found;
}

/** Where an `allow` stands. */
export const placeOf = (path: string, methods: readonly string[]): string =>
  `${path.replace('/databases/{database}/documents', '')} ${methods.join(', ')}`;

/** Conditions that hold no other: what these come out as, all others follow from. Of a choice the ways it goes remain. */
export const isLeaf = ({ node }: Condition): boolean =>
  !(node.kind === 'unary' && node.op === '!') &&
  !(node.kind === 'binary' && ['&&', '||'].includes(node.op)) &&
  !(node.kind === 'choice') &&
  !(node.kind === 'literal');
