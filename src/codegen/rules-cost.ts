import { type Expression, parseRules, type Rules } from './rules-syntax.js';

/**
 * What rules can cost at worst, counted as the emulator does (found by bisection, see test/rules/cost.test.ts): every
 * node of an expression that is evaluated is one, a literal, a name, a member, an operator, a call, a list and each of
 * its elements alike. The keys of a map and the type after `is` are free. A `let` is evaluated at its first use and
 * then kept. Arguments are evaluated at the call. Firestore documents 1,000 for a request, and here all documents of a
 * commit are counted together, though the emulator gives each its own.
 */
export interface Cost {
  /** Expressions evaluated, at worst. */
  expressions: number;
  /** Functions inside functions. */
  depth: number;
  /** Paths read with `get`, `exists` and `getAfter`, each once. */
  paths: ReadonlySet<string>;
}

type Scope = ReadonlyMap<string, string>;

const none: Cost = { expressions: 0, depth: 0, paths: new Set() };
const plus = (...costs: Cost[]): Cost => ({
  expressions: costs.reduce((sum, cost) => sum + cost.expressions, 0),
  depth: Math.max(0, ...costs.map((cost) => cost.depth)),
  paths: new Set(costs.flatMap((cost) => [...cost.paths])),
});
const one: Cost = { ...none, expressions: 1 };
const dearer = (a: Cost, b: Cost): Cost => ({ ...plus(a, b), expressions: Math.max(a.expressions, b.expressions) });

/** The cost of every `allow` of a path and a method; several of one method are tried in turn, so they add up. */
export class RulesCost {
  readonly rules: Rules;
  /**
   * @param without Functions that are not called in the case at hand, e.g. those of other types of events.
   * @param branch Which way a choice goes in the case at hand, by the text of its test; else both are looked at.
   */
  constructor(
    source: string | Rules,
    private readonly without: ReadonlySet<string> = new Set(),
    private readonly branch: (test: string) => boolean | undefined = () => undefined,
  ) {
    this.rules = typeof source === 'string' ? parseRules(source) : source;
  }

  of(path: string, method: string): Cost {
    const found = this.rules.allows.filter((allow) => allow.path.endsWith(path) && allow.methods.includes(method));
    if (!found.length) throw new Error(`The rules allow no ${method} of ${path}.`);
    return plus(...found.map((allow) => this.expression(allow.condition, new Map())));
  }

  private expression(node: Expression, scope: Scope): Cost {
    const all = (nodes: readonly Expression[]) => plus(...nodes.map((inner) => this.expression(inner, scope)));
    switch (node.kind) {
      case 'literal':
      case 'name':
        return one;
      case 'path':
        return plus(one, all(node.parts));
      case 'member':
      case 'unary':
      case 'is':
        return plus(one, all([node.of]));
      case 'index':
        return plus(one, all([node.of, ...node.at]));
      case 'binary':
        return plus(one, all([node.left, node.right]));
      case 'choice': {
        const way = this.branch(this.text(node.test, scope));
        const taken = way === undefined ? dearer(all([node.yes]), all([node.no])) : all([way ? node.yes : node.no]);
        return plus(one, all([node.test]), taken);
      }
      case 'list':
      case 'map':
        return plus(one, all(node.items));
      case 'method':
        return plus(one, all([node.of, ...node.args]));
      case 'call':
        return this.without.has(node.name) ? none : plus(one, all(node.args), this.call(node, scope));
      default:
        return node satisfies never;
    }
  }

  /** What happens inside a call. */
  private call({ name, args }: Expression & { kind: 'call' }, scope: Scope): Cost {
    const called = this.rules.functions.get(name);
    if (!called) {
      const reads = ['get', 'exists', 'getAfter'].includes(name);
      return reads ? { ...none, paths: new Set(args.map((arg) => this.text(arg, scope))) } : none;
    }
    const inner = new Map(called.params.map((param, i) => [param, this.text(args[i]!, scope)]));
    const lets = called.lets.map(({ name: bound, value }) => {
      const cost = this.expression(value, inner);
      inner.set(bound, this.text(value, inner));
      return cost;
    });
    const cost = plus(...lets, this.expression(called.body, inner));
    return { ...cost, depth: cost.depth + 1 };
  }

  /** An expression as text, names replaced by what they stand for: equal paths become equal texts. */
  private text(node: Expression, scope: Scope): string {
    const list = (nodes: readonly Expression[]) => nodes.map((inner) => this.text(inner, scope)).join(',');
    switch (node.kind) {
      case 'name':
        return scope.get(node.text) ?? node.text;
      case 'literal':
        return node.text;
      case 'path':
        return `/${node.text}(${list(node.parts)})`;
      case 'member':
        return `${this.text(node.of, scope)}.${node.name}`;
      case 'index':
        return `${this.text(node.of, scope)}[${list(node.at)}]`;
      case 'method':
        return `${this.text(node.of, scope)}.${node.name}(${list(node.args)})`;
      case 'call': {
        const called = this.rules.functions.get(node.name);
        if (!called || called.lets.length) return `${node.name}(${list(node.args)})`;
        return this.text(
          called.body,
          new Map(called.params.map((param, i) => [param, this.text(node.args[i]!, scope)])),
        );
      }
      case 'unary':
        return node.op + this.text(node.of, scope);
      case 'is':
        return `${this.text(node.of, scope)} is ${node.type}`;
      case 'binary':
        return `${this.text(node.left, scope)} ${node.op} ${this.text(node.right, scope)}`;
      case 'choice':
        return `${this.text(node.test, scope)} ? ${this.text(node.yes, scope)} : ${this.text(node.no, scope)}`;
      case 'list':
      case 'map':
        return `[${list(node.items)}]`;
      default:
        return node satisfies never;
    }
  }
}
