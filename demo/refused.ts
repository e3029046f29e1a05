import type { Crm } from '../src/sdk/index.js';
import { byId, element } from './element.js';
import { badgeAs, type Journal, reasonOf } from './journal.js';
import { t } from './words.js';

type Refused = Awaited<ReturnType<Crm['rejected']>>[number];

/** The dead letters, of earlier pages too: why, the event itself, and what to do with it. */
export function refusedList(crm: Crm, journal: Journal): { show(count: number): void } {
  const root = byId('refused');
  let shown = '';

  const item = (refused: Refused) => {
    const badge = element('span', {});
    badgeAs(badge, refused.status);
    const act = (words: string, done: string, method: 'retry' | 'discard') => {
      const button = element('button', { type: 'button', className: 'quiet' }, t(words));
      button.addEventListener('click', async () => {
        await crm[method](refused.eventId);
        journal.announce(t(done));
        await read();
        byId('outbox').querySelector('button')?.focus();
      });
      return button;
    };
    return element(
      'li',
      {},
      element(
        'p',
        { className: 'receipt-head' },
        element('code', { title: refused.eventId }, refused.eventId.slice(0, 12)),
        badge,
      ),
      element('p', { className: 'why' }, reasonOf(refused)),
      element(
        'details',
        {},
        element('summary', {}, t('The event')),
        element('pre', { tabIndex: 0 }, JSON.stringify(refused.event, null, 2)),
      ),
      element(
        'div',
        { className: 'actions' },
        act('Retry', 'Queued again', 'retry'),
        act('Discard', 'Discarded', 'discard'),
      ),
    );
  };

  const read = async () => {
    const all = await crm.rejected();
    const now = JSON.stringify(all);
    if (now === shown) return;
    shown = now;
    root.replaceChildren();
    if (all.length)
      root.append(
        element('h3', {}, t('Refused: a person has to look')),
        element('ul', { className: 'receipts' }, ...all.map(item)),
      );
  };
  return {
    show(count) {
      if (count || shown) void read();
    },
  };
}
