import { type Random, seeded } from './simulated-random.js';

/** A document of `audit_sessions` as the samples write it: `data` is JSON, a Timestamp is `{ __timestamp__: ISO }`. */
export interface MadeSession {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What it holds, told by its maker, not by the mapping. */
  readonly truth: {
    /** The lead's email as it is stored; absent where the session names none. */
    readonly lead?: string;
    readonly at?: string;
    readonly siteId: string;
    /** What it must give: source ids, e.g. `audit:sess_1`. */
    readonly events: readonly string[];
    /** Why not more came of it, as `what reason`. */
    readonly skips: readonly string[];
  };
}

export interface MessOptions {
  /** Of as many leads as sessions divided by this. @default 3 */
  sessionsPerLead?: number;
  /** How many of a hundred sessions give nothing, or not all. @default 18 */
  skipped?: number;
}

const DAY = 24 * 60 * 60_000;
const FIRST = Date.parse('2025-01-05T00:00:00.000Z');
const NAMES = ['Zoë Lefèvre', 'Marc García', 'Sunisa Wattanakul', 'O’Brien Smith', 'Anaïs Nguyen', 'Hugo Mu\u0308ller'];
const PHONES = ['0812345678', '+66 81 234 5678', '06 12 34 56 78', '+1 (415) 555-2671', 'call me', ''];
const ISSUES = ['Missing Bank Statement', 'Solde insuffisant', 'Traduction manquante', 'Passport expires soon'];
const VISAS = ['DTV', 'dtv', 'DTV ', 'Retirement', 'RETIREMENT', 'Elite'];

/**
 * `count` sessions with every mess of shared/legacy-audit-sessions.md: the same for the same seed, each made from the
 * seed and its number alone. A lead has some of them, hours to months apart, under emails typed differently; ids are in
 * no order of time; some sessions are the second of another (`<session>/2`).
 */
export function* legacySessions(seed: number, count: number, options: MessOptions = {}): Generator<MadeSession> {
  const { sessionsPerLead = 3, skipped = 18 } = options;
  const leads = Math.max(1, Math.floor(count / sessionsPerLead));
  for (let i = 0; i < count; i++) yield sessionAt(seed, i, leads, skipped);
}

const chance = (seed: number, i: number): Random =>
  seeded((Math.imul(seed, 0x2545f491) ^ Math.imul(i, 0x85ebca6b)) | 0);

const idAt = (seed: number, i: number): string =>
  `sess_${chance(seed, i)
    .int(0, 2 ** 32 - 1)
    .toString(16)
    .padStart(8, '0')}_${i}`;

function sessionAt(seed: number, i: number, leads: number, skipped: number): MadeSession {
  const random = chance(seed, i);
  random.next(); // the id's
  const number = random.int(0, leads - 1);
  const { email, name, from } = leadAt(seed, number);
  // The second audit of the session before; a document's id has no slash.
  const second = i % 17 === 16;
  const sessionId = second ? `${idAt(seed, i - 1)}/2` : idAt(seed, i);
  const id = sessionId.replace('/', '%2F');
  // Within a lead's first month, in the next ones, or half a year later.
  const days = random.weighted({ 9: 5, 60: 3, 200: 2 });
  const createdAt = from + Math.floor(random.next() * Number(days) * DAY);
  const completedAt = createdAt + random.int(1, 60 * 60_000);
  const completed = random.chance(0.7);
  const siteId = random.chance(0.08) ? 'other-site' : 'siam-visa-pro';
  const spoilt = random.next() * 100 < skipped;
  const spoil = spoilt
    ? random.pick(['no_email', 'bad_email', 'nothing_finished', 'no_time', 'bad_score', 'bad_summary'] as const)
    : undefined;
  const wants = random.weighted({ both: 4, audit: 4, summary: 2 });
  const hasAudit = spoil === 'bad_score' || (spoil !== 'nothing_finished' && wants !== 'summary');
  const hasSummary = spoil === 'bad_summary' || (spoil !== 'nothing_finished' && wants !== 'audit');
  const whole = spoil === 'no_email' || spoil === 'bad_email' || spoil === 'nothing_finished' || spoil === 'no_time';
  const named = spoil !== 'no_email' && spoil !== 'bad_email';
  return {
    id,
    data: {
      ...((second || random.chance(0.8)) && { session_id: sessionId }),
      ...(spoil === 'bad_email'
        ? { email: random.pick(['not-an-email', 'ana@', 'ana example.com', 'a@b@example.com']) }
        : spoil !== 'no_email' && { [random.chance(0.3) ? 'user_email' : 'email']: typed(email, random) }),
      ...(random.chance(0.7) && { phone: random.pick(PHONES) }),
      ...(random.chance(0.8) && { name }),
      ...((siteId !== 'siam-visa-pro' || random.chance(0.6)) && { site_id: siteId }),
      visa_type: random.pick(VISAS),
      ...(hasAudit && audit(random, spoil === 'bad_score')),
      ...(hasSummary && { summary: summary(random, spoil === 'bad_summary') }),
      ...(spoil === 'no_time'
        ? random.chance(0.5) && { created_at: random.pick(['soon', '2026-01-01 10:00', null]) }
        : { created_at: instant(createdAt, random), ...(completed && { completed_at: instant(completedAt, random) }) }),
    },
    truth: {
      ...(named && { lead: email }),
      ...(spoil !== 'no_time' && { at: new Date(completed ? completedAt : createdAt).toISOString() }),
      siteId,
      events: [
        ...(hasAudit && !whole && spoil !== 'bad_score' ? [`audit:${sessionId}`] : []),
        ...(hasSummary && !whole && spoil !== 'bad_summary' ? [`chat:${sessionId}`] : []),
      ],
      skips: spoil ? [whole ? `session ${spoil}` : `${spoil === 'bad_score' ? 'audit' : 'summary'} breaks_schema`] : [],
    },
  };
}

function leadAt(seed: number, number: number): { email: string; name: string; from: number } {
  const random = chance(seed, -1 - number);
  const name = random.pick(NAMES);
  const local = name.normalize('NFC').toLowerCase().replace(/[’ ]/g, '.');
  return { email: `${local}${number}@example.com`, name, from: FIRST + Math.floor(random.next() * 365) * DAY };
}

/** The same address as people type it. */
const typed = (email: string, random: Random): string =>
  random.pick([
    email,
    email.toUpperCase(),
    `  ${email} `,
    email.replace(/^./, (letter) => letter.toUpperCase()),
    email.normalize('NFD'),
  ]);

const instant = (at: number, random: Random): unknown =>
  random.pick([{ __timestamp__: new Date(at).toISOString() }, new Date(at).toISOString(), at]);

const audit = (random: Random, bad: boolean): object => ({
  audit_status: random.pick(['VALID', 'valid', 'Invalid', 'INVALID', 'PENDING']),
  confidence_score: bad ? random.pick(['n/a', 140, null]) : score(random),
  ...(random.chance(0.8) && { issues: list(random) }),
  ...(random.chance(0.6) && { missing_docs: list(random) }),
  ...(random.chance(0.7) && { ready_for_payment: random.chance(0.5) }),
});

const score = (random: Random): unknown => {
  const percent = random.int(0, 100);
  return random.pick([percent, String(percent), Math.min(99, Math.max(2, percent)) / 100]);
};

const list = (random: Random): unknown => random.pick([ISSUES.slice(0, random.int(0, 3)), random.pick(ISSUES)]);

const summary = (random: Random, bad: boolean): object => ({
  executive_summary: bad ? 42 : random.pick(['Dossier solide.', 'Good candidate 🙂', 'Profil à compléter.']),
  strengths: ['Stable income'],
  weaknesses: random.pick([[], ['No insurance']]),
  action_plan: random.pick([[], ['Call the expert'], [{ step: 'Upload statement', timing: '48h' }]]),
  visa_score: random.int(0, 100),
});
