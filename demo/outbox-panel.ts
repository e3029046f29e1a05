import type { Crm } from '../src/sdk/index.js';
import { byId, element, setText } from './element.js';
import type { Journal } from './journal.js';
import { refusedList } from './refused.js';
import { t } from './words.js';

/** How often the countdown to the next attempt moves, ms. */
const TICK = 250;

/** The outbox as `status()` tells it, live. */
export function outboxPanel(crm: Crm, journal: Journal): void {
  const names = ['held', 'queued', 'in flight', 'delivered', 'refused'] as const;
  const cells = names.map((name) => {
    const value = element('dd', {}, '0');
    return {
      name,
      value,
      root: element('div', { className: `stat ${name.replace(' ', '-')}` }, element('dt', {}, t(name)), value),
    };
  });
  const next = element('p', { className: 'next' });
  const trouble = element('p', { className: 'trouble', hidden: true });
  const flush = element('button', { type: 'button', className: 'quiet' }, t('Send now'));
  flush.addEventListener('click', () => void crm.flush());
  byId('outbox').append(
    element('dl', { className: 'stats' }, ...cells.map(({ root }) => root)),
    element('div', { className: 'outbox-line' }, next, flush),
    trouble,
  );
  const refused = refusedList(crm, journal);

  const countdown = () => {
    const { nextAttemptAt, queued, held, inFlight, rejected } = crm.status();
    const seconds = nextAttemptAt === undefined ? 0 : Math.ceil((nextAttemptAt - Date.now()) / 1000);
    if (inFlight) setText(next, t('Sending…'));
    else if (seconds > 0 && queued) setText(next, t('Next attempt in {seconds} s', { seconds }));
    else if (queued) setText(next, t('Waiting to be sent'));
    else if (held) setText(next, t('Waiting for a lead'));
    else setText(next, t(rejected ? 'Nothing left to send' : 'Empty: everything has arrived'));
  };
  const show = () => {
    const status = crm.status();
    const { held, queued, inFlight, delivered, rejected, lastError } = status;
    const counts = {
      held,
      queued: Math.max(0, queued - inFlight),
      'in flight': inFlight,
      delivered,
      refused: rejected,
    };
    for (const { name, value, root } of cells) {
      setText(value, String(counts[name]));
      root.classList.toggle('some', counts[name] > 0);
    }
    setText(byId('persistence'), persistenceOf(status));
    const dropped = Object.entries(status.dropped).map(([code, count]) => `${count} ${t(code)}`);
    const lines = [
      lastError && queued ? `${t('Last attempt')}: ${lastError.message} (${lastError.code})` : '',
      dropped.length ? `${t('Dropped')}: ${dropped.join(', ')}` : '',
    ].filter(Boolean);
    trouble.hidden = lines.length === 0;
    setText(trouble, lines.join(' · '));
    refused.show(rejected);
    countdown();
  };
  crm.subscribe(show);
  setInterval(countdown, TICK);
  show();
}

function persistenceOf({ persistence, persistenceReason, locks }: ReturnType<Crm['status']>): string {
  const kept = {
    opening: t('Opening IndexedDB…'),
    indexeddb: t('Kept in IndexedDB: safe from a reload or a crash.'),
    memory: t('Kept in memory only ({reason}).', { reason: persistenceReason ?? '?' }),
  }[persistence];
  return locks ? kept : `${kept} ${t('No Web Locks here.')}`;
}
