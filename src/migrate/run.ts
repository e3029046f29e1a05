/** What a backfill has come to so far. Every number is of the whole run, kills and restarts included. */
export interface Counts {
  /** Sessions that were read. */
  sessions: number;
  /** Sessions from before `since`, left alone. */
  before_since: number;
  /** Events that were in the sessions, all the others below together. */
  events: number;
  written: number;
  /** The id was taken already: the page sent it live, or an earlier run wrote it. */
  already_live: number;
  /** Another session of this run gave an event of the same id. */
  repeated: number;
  /** The person was erased after it happened. */
  erased: number;
  /** The rules refused it; it is among the skipped too. */
  refused: number;
  cases_opened: number;
  leads_opened: number;
}

export const NO_COUNTS: Counts = {
  sessions: 0,
  before_since: 0,
  events: 0,
  written: 0,
  already_live: 0,
  repeated: 0,
  erased: 0,
  refused: 0,
  cases_opened: 0,
  leads_opened: 0,
};

export const plus = (a: Counts, b: Partial<Counts>): Counts => {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name as keyof Counts] += count; // the keys are those of Counts
  return sum;
};

/**
 * `migrations/backfill`: the whole state of a backfill, and where its operators meet. `reading` goes through the
 * sessions by id and puts their events aside by lead; `writing` ingests them, lead by lead, each lead's in time order.
 */
export interface Run {
  /** Which backfill of this project it is, from 1. */
  number: number;
  phase: 'reading' | 'writing' | 'reporting' | 'done';
  /** `received_at` of every event it writes: the same after each restart, so that they leave the same documents. */
  received_at: string;
  /** Sessions that happened before are left alone; empty for none. */
  since: string;
  /** How many sessions there were when it began. */
  total: number;
  /** Into how many parts the leads are split, so that one part fits into memory. */
  partitions: number;
  /** Reading: the id of the last session read; empty before the first. */
  cursor: string;
  /** How often events were put aside: names what comes next. */
  flushes: number;
  /** Writing: which part, and its last lead that is done; empty before the first. */
  partition: number;
  lead: string;
  counts: Counts;
  /** Sessions that gave nothing or not all, by reason. */
  skipped: Readonly<Record<string, number>>;
  /** What the operator asked for last. */
  wanted: 'run' | 'pause';
  /** Who works on it: `host/process id`, `cloud/…`; empty while nobody does. */
  holder: string;
  /** What it does, or why it waits, in words. */
  doing: string;
  /** The holder's last sign of life, and when it ended. */
  alive_at: string;
  finished_at: string;
}

/** How many sessions one part should hold: their events are in memory together, about 2 KB each. */
const SESSIONS_PER_PARTITION = 4000;
/** A commit takes 500 writes, and one flush may write to every part. */
const MOST_PARTITIONS = 400;

/** A run that has just begun. */
export const begun = (number: number, total: number, receivedAt: string, since: string): Run => ({
  number,
  phase: 'reading',
  received_at: receivedAt,
  since,
  total,
  partitions: Math.min(MOST_PARTITIONS, Math.max(1, Math.ceil(total / SESSIONS_PER_PARTITION))),
  cursor: '',
  flushes: 0,
  partition: 0,
  lead: '',
  counts: NO_COUNTS,
  skipped: {},
  wanted: 'run',
  holder: '',
  doing: '',
  alive_at: receivedAt,
  finished_at: '',
});
