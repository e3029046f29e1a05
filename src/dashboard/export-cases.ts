import type { CaseDocument } from '../schema/case.js';
import { waitsSince } from './case-query.js';
import { csvOf } from './csv.js';
import type { Desk } from './desk.js';
import type { StoreError } from './firestore.js';
import { intentName } from './names.js';
import { enExport } from './words/en-export.js';
import { frExport } from './words/fr-export.js';

/** Cases that a file holds at most: what an export reads is bounded. */
const MOST = 1000;
/** How long a browser may take to begin with the file, ms. */
const UNTIL_TAKEN = 60_000;

/** How far an export has come. `cut`: there are more cases than a file holds. */
export type Export =
  | { readonly state: 'reading' }
  | { readonly state: 'done'; readonly count: number; readonly cut: boolean }
  | { readonly state: 'failed'; readonly error: StoreError };

/** Hands the cases of the list, filters and order as they are, to the browser as a file. Fails with Firestore's error. */
export async function exportCases(desk: Desk, hand = save): Promise<Export> {
  const asked = desk.query();
  const { view } = desk.place.peek();
  const name = desk.search.peek() ? 'search' : view;
  // One more than it may hold tells whether there are more.
  const found = await desk.store.readCases(asked, MOST + 1);
  const rows = found.slice(0, MOST).filter(asked.keeps);
  // The day and the view: what is searched for is somebody's email.
  if (rows.length) hand(`cases-${name}-${dayIn().format(Date.now())}.csv`, csvOf(tableOf(desk, rows)));
  return { state: 'done', count: rows.length, cut: found.length > MOST };
}

function tableOf({ words, preferences }: Desk, rows: readonly CaseDocument[]): string[][] {
  const text = { en: enExport, fr: frExport }[preferences.language.peek()];
  const moment = dayIn({ timeStyle: 'short' });
  const { timeZone } = moment.resolvedOptions();
  const time = (instant: string | undefined) => (instant ? moment.format(Date.parse(instant)) : '');
  const columns: [string, (row: CaseDocument) => string][] = [
    [text.email, (row) => row.lead_id],
    [text.status, (row) => words.peek().statuses[row.status]],
    [text.visa, (row) => intentName(words.peek(), row.intent)],
    [text.site, (row) => row.site_id],
    [text.owner, (row) => row.owner_uid],
    [text.score, (row) => String(row.confidence_score ?? '')],
    [text.waiting(timeZone), (row) => time(waitsSince(row))],
    [text.latest(timeZone), (row) => time(row.last_event_at)],
    [text.action(timeZone), (row) => time(row.next_action_at)],
    [text.handled(timeZone), (row) => time(row.handled_at)],
    [text.opened(timeZone), (row) => time(row.created_at)],
    [text.id, (row) => row.case_id],
  ];
  return [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, read]) => read(row)))];
}

/** "2026-03-01 14:30" in the viewer's zone, as Sweden writes it: every spreadsheet takes it for a time. */
const dayIn = (more?: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('sv-SE', more ? { dateStyle: 'short', ...more } : { dateStyle: 'short' });

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), UNTIL_TAKEN);
}
