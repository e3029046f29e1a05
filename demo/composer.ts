import type { EventType } from '../src/schema/event-id.js';
import type { Crm } from '../src/sdk/index.js';
import { byId, element } from './element.js';
import { eventForm } from './event-form.js';
import type { Journal } from './journal.js';
import { t } from './words.js';

const GISTS: Record<EventType, string> = {
  AUDIT_COMPLETED: 'The AI has checked the documents.',
  CALL_REQUESTED: 'The visitor wants an expert to call.',
  CHAT_SUMMARIZED: 'The chat has ended in a synthesis.',
  APPOINTMENT_BOOKED: 'An appointment stands in Calendly.',
};

/** The forms, one per type of event. */
export function composer(crm: Crm, journal: Journal): void {
  const reuse = element('input', { type: 'checkbox', id: 'reuse' });
  const roomy = matchMedia('(min-width: 64em)').matches;
  byId('composer').append(
    ...Object.entries(GISTS).map(([type, gist], i) =>
      eventForm({
        crm,
        type: type as EventType, // a key of GISTS
        gist,
        journal,
        reuseSourceId: () => reuse.checked,
        open: roomy && i === 0,
      }),
    ),
    element(
      'label',
      { className: 'check', htmlFor: reuse.id },
      reuse,
      t('Keep the sourceId: pressing twice is one event'),
    ),
  );
}
