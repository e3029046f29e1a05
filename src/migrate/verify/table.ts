import { grouped } from '../report.js';
import { DIFFERENCES, type Difference } from './differences.js';
import type { Verdict } from './verdict.js';

/** Most documents that the table lists of one kind of difference; `--json` has them all. */
const LISTED = 20;

/** A verification for a person to read. */
export function verificationLines(verdict: Verdict, differences: readonly Difference[], complete: boolean): string[] {
  return [
    `${verdict.project}, read at ${verdict.verified_at}`,
    '',
    ...countLines(verdict),
    '',
    ...differenceLines(differences, complete),
    ...conclusion(verdict, complete),
  ];
}

function countLines({ read, counts }: Verdict): string[] {
  const count = (...keys: (keyof typeof counts)[]) => keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0);
  const skips = Object.entries(counts).filter(([key]) => key.startsWith('skipped:'));
  const rows: [what: string, count: number][] = [
    ...(read.audit_sessions === undefined
      ? []
      : ([
          ['sessions read', read.audit_sessions],
          ['  their events: the same', count('same')],
          ['  already live, sent by a page', count('already_live')],
          ['  already live, under another email', count('already_live_for_another')],
          ['  of an erased person', count('erased')],
          ...skips.map(([key, n]): [string, number] => [`  none given: ${key.slice('skipped:'.length)}`, n]),
        ] satisfies [string, number][])),
    ...(read.events === undefined
      ? []
      : ([
          ['events read', read.events],
          ['  their session is there', count('with_session')],
          ['  no session: the old dashboard lacks them', count('without_session')],
        ] satisfies [string, number][])),
    ...['event_claims', 'cases', 'leads', 'conflicts'].flatMap((name): [string, number][] =>
      read[name] === undefined ? [] : [[`${name} read`, read[name]]],
    ),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, n]) => `  ${what.padEnd(width)}  ${grouped(n).padStart(9)}`);
}

/** Grouped by name, each with what it means. */
export function differenceLines(differences: readonly Difference[], complete: boolean): string[] {
  if (!differences.length) return ['No difference.'];
  const names = [...new Set(differences.map(({ name }) => name))];
  return [
    `${grouped(differences.length)}${complete ? '' : ' or more'} difference${differences.length === 1 ? '' : 's'}:`,
    ...names.flatMap((name) => {
      const of = differences.filter((difference) => difference.name === name);
      return [
        '',
        `  ${name} (${grouped(of.length)}): ${DIFFERENCES[name]}`,
        ...of.slice(0, LISTED).map((difference) => `    ${lineOf(difference)}`),
        ...(of.length > LISTED ? [`    and ${grouped(of.length - LISTED)} more: --json lists them`] : []),
      ];
    }),
    '',
  ];
}

const lineOf = ({ path, session, fields }: Difference): string =>
  [
    path,
    ...(session ? [`session ${session}`] : []),
    ...(fields?.length ? [`differs in ${fields.join(', ')}`] : []),
  ].join('  ');

function conclusion({ verdict, good_until }: Verdict, complete: boolean): string[] {
  switch (verdict) {
    case 'clean':
      return [`It is safe to switch, until ${good_until}.`];
    case 'differences':
      return [`It is not safe to switch.${complete ? '' : ' It stopped reading: these are enough to begin with.'}`];
    case 'nothing_to_compare':
      return ['There are neither sessions nor events: is this the right project?'];
    case 'read_too_little':
      return ['Firestore counts more documents than it gave: verify again.'];
    default:
      return verdict satisfies never;
  }
}
