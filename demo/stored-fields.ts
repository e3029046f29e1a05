import { element } from './element.js';
import { language, t } from './words.js';

const TIME = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export const clock = (date: Date): string => TIME.format(date);

/** An instant as stored, in the visitor's own time. */
export function day(iso: unknown): HTMLElement {
  const date = new Date(String(iso));
  return element(
    'time',
    { dateTime: String(iso), title: String(iso) },
    Number.isNaN(+date) ? String(iso) : DAY.format(date),
  );
}

/** A document's fields under the names and with the types they are stored with, closed at first. */
export function storedFields(
  path: string,
  fields: Record<string, unknown>,
  order: readonly string[],
): HTMLDetailsElement {
  const details = element('details', { className: 'stored' });
  // 64 hex digits twice over tell a person nothing; the whole path is in the title, the ids are among the fields.
  const short = path.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…');
  details.append(
    element('summary', {}, t('Fields as stored'), ' ', element('code', { title: path }, short)),
    list(fields, order),
  );
  return details;
}

function list(fields: Record<string, unknown>, order: readonly string[]): HTMLElement {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const names = Object.keys(fields).sort((a, b) => place(a) - place(b));
  const rows = names.map((name) =>
    element(
      'div',
      {},
      element('dt', {}, element('code', {}, name), ' ', element('span', { className: 'type' }, typeOf(fields[name]))),
      element('dd', {}, contentOf(fields[name], order)),
    ),
  );
  return element('dl', {}, ...rows);
}

function contentOf(value: unknown, order: readonly string[]): Node | string {
  if (Array.isArray(value))
    return value.length ? element('ol', {}, ...value.map((one) => element('li', {}, contentOf(one, order)))) : '[ ]';
  if (isTimestamp(value)) return value.toDate().toISOString();
  if (value && typeof value === 'object') return list(value as Record<string, unknown>, order); // a map, the last that is left
  return value === '' ? '""' : String(value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (isTimestamp(value)) return 'timestamp';
  return value && typeof value === 'object' ? 'map' : typeof value;
}

const isTimestamp = (value: unknown): value is { toDate(): Date } =>
  typeof (value as { toDate?: unknown } | null)?.toDate === 'function';
