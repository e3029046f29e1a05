import type { EventType } from '../src/schema/event-id.js';
import type { Crm, Receipt, Verdict } from '../src/sdk/index.js';
import { byId, element, setText } from './element.js';
import { TITLES } from './samples.js';
import { clock } from './stored-fields.js';
import { t } from './words.js';

export interface Emitted {
  readonly type: EventType;
  readonly sourceId: string;
  readonly receipt: Receipt;
}

/** What this page has emitted, newest first, and what came of each. It ends with the page; the outbox does not. */
export interface Journal {
  add(emitted: Emitted): void;
  /** Says something to those who listen. */
  announce(words: string): void;
}

/** Older receipts leave the list, so that a long session stays light. */
const MOST = 50;

export function journal(crm: Crm): Journal {
  const list = byId('receipts');
  const announcer = byId('announcer');
  const announce = (words: string) => setText(announcer, words);
  const waiting = new Set<HTMLElement>();
  const waitingState = () => (crm.status().identified ? 'queued' : 'held');
  const show = () => {
    for (const badge of waiting) badgeAs(badge, waitingState());
  };
  crm.subscribe(show);
  list.append(
    element('li', { className: 'empty' }, t('None yet. Press a button on the left; each press gives a receipt.')),
  );

  return {
    announce,
    add({ type, sourceId, receipt }) {
      const badge = element('span', {});
      const facts = element(
        'p',
        { className: 'facts' },
        element('code', { title: receipt.eventId }, receipt.eventId.slice(0, 12)),
        ' ',
        sourceId,
      );
      const item = element(
        'li',
        {},
        element(
          'p',
          { className: 'receipt-head' },
          element('strong', {}, t(TITLES[type])),
          badge,
          element('time', {}, clock(new Date())),
        ),
        facts,
      );
      badgeAs(badge, waitingState());
      waiting.add(badge);
      list.querySelector('.empty')?.remove();
      list.prepend(item);
      while (list.childElementCount > MOST) list.lastElementChild?.remove();
      void receipt.delivered.then((verdict) => {
        waiting.delete(badge);
        badgeAs(badge, verdict.status);
        const why = reasonOf(verdict);
        if (why) item.append(element('p', { className: 'why' }, why));
        announce(`${t(TITLES[type])}: ${t(verdict.status)}${why ? `, ${why}` : ''}`);
      });
    },
  };
}

/** Shows a state in words and colour. */
export function badgeAs(badge: HTMLElement, state: string): void {
  badge.className = `badge ${state}`;
  setText(badge, t(state));
}

/** The codes in a sentence. */
const REASONS: Record<string, string> = {
  content_differs: 'other content was stored under this sourceId before',
  dropped_by_page: 'the page dropped it',
  consent_denied: 'consent is denied',
  expired: 'it was too old',
  outbox_full: 'the outbox is full',
  never_identified: 'the visitor was never identified',
  discarded: 'somebody discarded it',
};

/** Why an event ended as it did; empty where there is nothing to say. */
export function reasonOf({ code, issues }: Pick<Verdict, 'code' | 'issues'>): string {
  const fields = issues?.map(({ path, message }) => (message.startsWith(path) ? message : `${path} ${message}`)) ?? [];
  const reason = code && (REASONS[code] ? `${t(REASONS[code])} (${code})` : code);
  return [reason, ...fields].filter(Boolean).join(' · ');
}
