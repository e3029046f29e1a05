// The table that the README shows, from what was measured.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROL_NAME, OUR_NAME, OUR_SCRIPT } from './rivals.js';

const ROOT = join(import.meta.dirname, '..');
export const RESULTS = join(ROOT, 'bench/results.json');

/** Medians. */
export interface Line {
  readonly name: string;
  readonly version: string;
  /** gzip -9. */
  readonly bytes: number;
  /** ms. */
  readonly start: number;
  /** µs. */
  readonly call: number;
  /** µs. */
  readonly total: number;
}

export interface Results {
  /** ISO date. */
  readonly date: string;
  readonly chromium: string;
  readonly rounds: number;
  readonly calls: number;
  readonly lines: readonly Line[];
}

export const results = (): Results => JSON.parse(readFileSync(RESULTS, 'utf8'));

const WORDS = {
  'README.md': {
    head: ['', 'weight, bytes gzip', 'start, ms', 'in the call, µs', 'in all, µs a call'],
    names: new Map<string, string>(),
    note: ({ date, chromium, rounds, calls }: Results) =>
      `Measured ${date} in Chromium ${chromium}: medians of ${rounds} rounds of ${calls} calls. Start is to parse, evaluate and init. Processor time of the main thread, but for what passes in the call, which is by the clock.`,
    locale: 'en',
  },
  'README.fr.md': {
    head: ['', 'poids, octets gzip', 'démarrage, ms', 'dans l’appel, µs', 'en tout, µs par appel'],
    names: new Map([
      [CONTROL_NAME, 'IndexedDB seul'],
      [OUR_SCRIPT, `${OUR_NAME}, balise script`],
    ]),
    note: ({ date, chromium, rounds, calls }: Results) =>
      `Mesuré le ${date} dans Chromium ${chromium} : médianes de ${rounds} tours de ${calls} appels. Démarrer, c’est analyser, évaluer et initialiser. Temps processeur du fil principal, sauf dans l’appel, où c’est à l’horloge.`,
    locale: 'fr',
  },
} as const;
export type Readme = keyof typeof WORDS;
export const READMES = Object.keys(WORDS) as Readme[]; // its own keys

export const BEGIN = '<!-- npm run bench writes from here -->';
export const END = '<!-- to here -->';

/** What stands between the marks of a README. */
export function table(measured: Results, readme: Readme): string {
  const { head, names, note } = WORDS[readme];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = measured.lines.map(({ name, version, bytes, start, call, total }) => {
    const title = `${names.get(name) ?? name} ${version}`.trim();
    const figures = [`${bytes}`, start.toFixed(1), call.toFixed(0), total.toFixed(0)];
    return row([title, ...figures].map((cell) => (name.startsWith(OUR_NAME) ? `**${cell}**` : cell)));
  });
  return [row(head), '|---|--:|--:|--:|--:|', ...lines, '', note(measured)].join('\n');
}

/** Puts the table between the marks of each README. */
export function writeTables(measured: Results): void {
  for (const readme of READMES) {
    const path = join(ROOT, readme);
    const [before, rest] = readFileSync(path, 'utf8').split(BEGIN);
    const after = rest?.split(END)[1];
    if (after === undefined) throw new Error(`${readme} has no place for the table: ${BEGIN} … ${END}`);
    writeFileSync(path, `${before}${BEGIN}\n${table(measured, readme)}\n${END}${after}`);
  }
}
