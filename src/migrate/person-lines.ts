import { idOf } from './document-path.js';
import type { Person } from './person.js';
import { grouped } from './report.js';

/** What is stored of a person, in numbers, with where it lies; for whoever decides on its end. */
export function personLines(person: Person): string[] {
  const { lead, cases, events, claims, conflicts, sessions, mentions, erasure } = person;
  const rows: [what: string, count: number, more: string][] = [
    ['lead', lead ? 1 : 0, lead ? [lead.fields.name, lead.fields.phone].filter(Boolean).join(', ') : ''],
    ['cases', cases.length, cases.map(({ fields }) => `${fields.intent} ${fields.status}`).join(', ')],
    ['events', events.length, ''],
    ['claims, marked erased', claims.filter(({ fields }) => !fields.erased_at).length, ''],
    ['conflicts', conflicts.length, ''],
    [
      'sessions',
      sessions.length,
      sessions
        .slice(0, 5)
        .map(({ path }) => idOf(path))
        .join(', '),
    ],
    ['sessions of others that name the address', mentions.length, mentions.map(({ path }) => idOf(path)).join(', ')],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    ...rows.map(([what, n, more]) => `  ${what.padEnd(width)}  ${grouped(n).padStart(7)}  ${more}`.trimEnd()),
    ...(erasure
      ? [
          `  Erased before, at ${erasure.fields.erased_at}${isUnknown(person) ? '' : ': this came afterwards, or was left'}.`,
        ]
      : []),
  ];
}

/** Whether nothing is stored of somebody. */
export const isUnknown = ({ lead, cases, events, conflicts, sessions, mentions }: Person): boolean =>
  !lead && ![cases, events, conflicts, sessions, mentions].some(({ length }) => length);
