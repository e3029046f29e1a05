import type { Emulator } from '../support/emulator.js';
import { conditionsOf, isLeaf } from './conditions.js';
import { rulesAt } from './world.js';

/** A condition of the rules, and how often it came out as what. */
export interface Outcomes {
  readonly place: string;
  readonly text: string;
  readonly line: number;
  readonly true: number;
  readonly false: number;
}

interface Reported {
  sourcePosition: { currentOffset: number; endOffset: number };
  values?: { value: { boolValue?: boolean }; count: number }[];
  children?: Reported[];
}

/**
 * What every condition of the rules that holds no other came out as since they were loaded, by the emulator's own report.
 * A literal has one outcome, and no other is looked for.
 */
export async function outcomesOf(source: string, emulator: Emulator): Promise<Outcomes[]> {
  const response = await fetch(rulesAt(emulator, 'ruleCoverage'));
  const { report } = (await response.json()) as { report: Reported[] };
  const counts = new Map<string, { true: number; false: number }>();
  const count = ({ sourcePosition: { currentOffset, endOffset }, values = [], children = [] }: Reported): void => {
    const key = `${currentOffset} ${endOffset}`;
    const seen = counts.get(key) ?? { true: 0, false: 0 };
    for (const { value, count: times } of values)
      if (value.boolValue !== undefined) seen[`${value.boolValue}`] += times;
    counts.set(key, seen);
    for (const child of children) count(child);
  };
  for (const one of report) count(one);
  return conditionsOf(source)
    .filter(isLeaf)
    .map(({ place, node }) => ({
      place,
      text: source.slice(node.from, node.to),
      line: source.slice(0, node.from).split('\n').length,
      ...(counts.get(`${node.from} ${node.to}`) ?? { true: 0, false: 0 }),
    }));
}
