import type { CaseDocument } from '../schema/case.js';

/** What was read on this device: by case id the time of the latest event seen. Ids are hashes: no lead is on the disk. */
export interface Seen {
  isUnread(row: CaseDocument): boolean;
  see(row: CaseDocument): void;
}

/** The part of Storage this needs; it may throw, as storage does where it is forbidden. */
type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** The most cases it remembers; the ones not seen for longest count as read then. */
const MOST = 2000;

/** `agent` keeps the marks of several agents of one device apart. */
export function openSeen(shelf: Shelf, agent: string): Seen {
  const key = `crm-seen:${agent}`;
  const seen = new Map<string, string>(read(shelf, key));
  let forgotten = shelfText(shelf, `${key}:before`) ?? '';
  return {
    isUnread: ({ case_id, last_event_at }) => last_event_at > (seen.get(case_id) ?? forgotten),
    see({ case_id, last_event_at }) {
      if ((seen.get(case_id) ?? '') >= last_event_at) return;
      seen.delete(case_id);
      seen.set(case_id, last_event_at);
      for (const [oldest, at] of seen) {
        if (seen.size <= MOST) break;
        seen.delete(oldest);
        if (at > forgotten) forgotten = at;
      }
      keep(shelf, key, JSON.stringify([...seen]));
      if (forgotten) keep(shelf, `${key}:before`, forgotten);
    },
  };
}

function read(shelf: Shelf, key: string): [string, string][] {
  try {
    const found: unknown = JSON.parse(shelfText(shelf, key) ?? '[]');
    return Array.isArray(found) ? found.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return []; // written by something else: everything is unread again, which loses nothing
  }
}

export function shelfText(shelf: Shelf, key: string): string | undefined {
  try {
    return shelf.getItem(key) ?? undefined;
  } catch {
    return undefined; // storage is forbidden here: what is chosen lasts as long as the page
  }
}

export function keep(shelf: Shelf, key: string, text: string): void {
  try {
    shelf.setItem(key, text);
  } catch {
    // Storage is full or forbidden: as above.
  }
}
