// Which documents a visa asks for. An example's lists: short, and no legal advice.

export const VISAS = ['DTV', 'RETIREMENT', 'MARRIAGE'] as const;
export type Visa = (typeof VISAS)[number];

export const DOCUMENTS = {
  DTV: ['passport', 'savings', 'remoteWork', 'address', 'photo'],
  RETIREMENT: ['passport', 'pension', 'insurance', 'police', 'medical', 'photo'],
  MARRIAGE: ['passport', 'marriage', 'spouse', 'income', 'photo'],
} as const satisfies Record<Visa, readonly string[]>;
export type Document = (typeof DOCUMENTS)[Visa][number];

/** Without these nothing can be handed in; the others can follow. */
export const ESSENTIAL: ReadonlySet<Document> = new Set([
  'passport',
  'savings',
  'remoteWork',
  'pension',
  'income',
  'marriage',
] as const);
