import { element, setText } from './element.js';
import { eventView } from './event-view.js';
import type { Fields, Live, StoredDocument } from './firestore-live.js';
import { storedFields } from './stored-fields.js';
import { t } from './words.js';

export interface CaseView {
  readonly root: HTMLElement;
  update(fields: Fields): void;
  /** Shows its events; others stay folded, and unread, until the visitor opens them. */
  open(): void;
  /** Stops watching the lead and the events. */
  close(): void;
}

/** The order of the data model, which Firestore does not keep. */
const CASE_ORDER = [
  'case_id',
  'lead_id',
  'intent',
  'status',
  'owner_uid',
  'site_id',
  'confidence_score',
  'last_event_at',
  'next_action_at',
  'created_at',
];
const LEAD_ORDER = ['email', 'phone', 'name', 'source', 'created_at', 'updated_at'];

/** One case: what is wanted, where it stands, whose it is, and the events that made it. */
export function caseView(caseId: string, live: Live): CaseView {
  const title = element('h3', {});
  const status = element('span', { className: 'badge status' });
  const score = element('meter', { min: 0, max: 100, low: 40, high: 70, optimum: 100, hidden: true });
  const scoreWords = element('span', { className: 'score' });
  const lead = element('span', { className: 'case-lead' });
  const events = element('ol', { className: 'events' });
  const documents = element('div', { className: 'documents' });
  const head = element('span', { className: 'case-head' }, title, status);
  head.append(element('span', { className: 'score-line' }, score, scoreWords));
  const folded = element('details', {}, element('summary', {}, head, lead), events, documents);
  const root = element('article', { className: 'case' }, folded);
  const shown = new Map<string, HTMLElement>();
  let stopLead: (() => void) | undefined;
  let caseFields: HTMLDetailsElement | undefined;
  let leadFields: HTMLDetailsElement | undefined;

  let stopEvents: (() => void) | undefined;
  const watchEvents = () => {
    stopEvents ??= live.watchEvents(caseId, showEvents);
  };
  const showEvents = (found: readonly StoredDocument[]) => {
    const first = shown.size === 0;
    for (const { id, fields } of found) {
      // An event never changes: what is shown stays as it is.
      if (shown.has(id)) continue;
      const item = eventView(`cases/${caseId}/events/${id}`, fields);
      item.classList.toggle('arrived', !first);
      shown.set(id, item);
    }
    for (const [i, { id }] of found.entries()) {
      const item = shown.get(id);
      if (item && events.children[i] !== item) events.insertBefore(item, events.children[i] ?? null);
    }
  };
  folded.addEventListener('toggle', () => folded.open && watchEvents());
  const watchLead = (email: string) => {
    lead.textContent = email;
    stopLead ??= live.watchLead(email, (fields) => {
      if (!fields) return;
      const known = [fields.name, email, fields.phone].filter(Boolean).map(String);
      setText(lead, known.join(' · '));
      leadFields = replace(leadFields, storedFields(`leads/${email}`, fields, LEAD_ORDER), documents);
    });
  };

  return {
    root,
    update(fields) {
      setText(title, String(fields.intent));
      setText(status, String(fields.status));
      const value = fields.confidence_score;
      score.hidden = typeof value !== 'number';
      if (typeof value === 'number') {
        score.value = value;
        setText(scoreWords, t('{value} % sure', { value }));
        score.setAttribute('aria-label', t('confidence score'));
      }
      if (!stopLead) watchLead(String(fields.lead_id));
      caseFields = replace(caseFields, storedFields(`cases/${caseId}`, fields, CASE_ORDER), documents);
      root.setAttribute('aria-label', `${fields.intent}, ${fields.lead_id}`);
      title.title = caseId;
    },
    open() {
      folded.open = true;
    },
    close() {
      stopEvents?.();
      stopLead?.();
    },
  };
}

/** Puts new content in the place of the old; what was open stays open and keeps the focus. */
function replace(
  old: HTMLDetailsElement | undefined,
  made: HTMLDetailsElement,
  parent: HTMLElement,
): HTMLDetailsElement {
  const body = made.querySelector('dl');
  if (!old || !body) {
    parent.append(made);
    return made;
  }
  old.querySelector('dl')?.replaceWith(body);
  return old;
}
