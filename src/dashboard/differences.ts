import type { ConflictDocument, StoredEvent } from '../schema/event.js';

export interface Difference {
  readonly field: string;
  readonly kept: string;
  readonly other: string;
}

const textOf = (value: unknown): string =>
  value === undefined
    ? '—'
    : Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value.join(' · ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);

/** The fields whose content differs, by name; times are no content (see schema/content-hash.ts). */
export function differencesOf(kept: StoredEvent, other: ConflictDocument['event']): Difference[] {
  const flat = ({ type, payload, summary }: ConflictDocument['event'] | StoredEvent) =>
    new Map<string, unknown>([
      ['type', type],
      ...Object.entries(payload),
      ...(summary ? [['summary', summary.text] as const] : []),
    ]);
  const before = flat(kept);
  const after = flat(other);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, kept: textOf(before.get(field)), other: textOf(after.get(field)) }))
    .filter((one) => one.kept !== one.other);
}
