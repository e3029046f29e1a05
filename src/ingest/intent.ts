/** The intents a site knows, each with the other names people and AIs give it. */
export type IntentNames = Readonly<Record<string, readonly string[]>>;

/** Per site; a site without a table of its own uses `THAI_VISAS`. */
export type SiteIntents = Readonly<Record<string, IntentNames>>;

export const THAI_VISAS: IntentNames = {
  DTV: ['Destination Thailand', 'digital nomad', 'nomad', 'workation', 'workcation', 'remote work'],
  RETIREMENT: [
    'retiree',
    'retired',
    'retraite',
    'O-A',
    'non-O-A',
    'non-immigrant O-A',
    'O-X',
    'non-O-X',
    'non-O retirement',
    'long stay',
  ],
  MARRIAGE: ['married', 'mariage', 'spouse', 'Thai spouse', 'Thai wife', 'non-O marriage'],
  FAMILY: ['dependent', 'dependant', 'famille', 'non-O family'],
  EDUCATION: ['ED', 'non-ED', 'non-immigrant ED', 'student', 'study', 'étudiant', 'études'],
  BUSINESS: ['B', 'non-B', 'non-immigrant B', 'work', 'work permit', 'employment', 'travail'],
  ELITE: ['Thailand Elite', 'Thai Elite', 'Privilege', 'Thailand Privilege', 'Thailand Privilege Card'],
  LTR: ['long-term resident', 'long-term residence'],
  TOURIST: ['TR', 'tourism', 'tourisme', 'touriste', 'single-entry tourist', 'multiple-entry tourist', 'METV', 'SETV'],
  SMART: ['Smart T', 'Smart S', 'Smart E', 'Smart I'],
};

/** What an AI writes when it has not found out. It names no intent: the event joins what the lead is busy with. */
const NO_INTENT = new Set(['', 'unknown', 'none', 'na', 'notspecified', 'undecided', 'inconnu']);

/** Names are compared without case, accents, punctuation and the word "visa": `Visa D.T.V.` is `DTV`. */
const keyOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\bvisas?\b|[^\p{L}\p{N}]/gu, '');

const keysOf = new WeakMap<IntentNames, Map<string, string>>();
const lookUp = (names: IntentNames): Map<string, string> => {
  let keys = keysOf.get(names);
  if (!keys) {
    keys = new Map(
      Object.entries(names).flatMap(([name, aliases]) => [name, ...aliases].map((alias) => [keyOf(alias), name])),
    );
    keysOf.set(names, keys);
  }
  return keys;
};

export interface Intent {
  name: string;
  /** Whether the site's table has it; otherwise it is what was said, in upper case. */
  known: boolean;
}

/** The longest intent a case can have, in UTF-16 units. */
const MAX_INTENT = 64;

/** The intent a text means, or `undefined` where it means none. */
export function intentOf(said: string | undefined, names: IntentNames = THAI_VISAS): Intent | undefined {
  const key = keyOf(said ?? '');
  if (said === undefined || NO_INTENT.has(key)) return undefined;
  const name = lookUp(names).get(key);
  if (name) return { name, known: true };
  const upper = said.trim().normalize('NFC').replace(/\s+/g, ' ').toUpperCase();
  // Upper case can be longer ("ß" → "SS"); half a surrogate pair at the cut must not remain.
  return { name: upper.slice(0, MAX_INTENT).replace(/[\uD800-\uDBFF]$/, ''), known: false };
}
