/** @jsxImportSource preact */
import type { CaseDocument } from '../schema/case.js';
import { assign } from './acts.js';
import { isOverdue, waitsSince } from './case-query.js';
import { useDesk } from './context.js';
import { intentName, ownerName } from './names.js';
import { StatusMark } from './status-mark.js';

/** What an agent changes in a case: a press, or a key, each. */
export function CaseFacts({ row }: { readonly row: CaseDocument }) {
  const desk = useDesk();
  const { words, times, now, overlay, agent } = desk;
  const { case: text, edit } = words.value;
  const { next_action_at, next_action_by } = row;
  const late = isOverdue(row, new Date(now.value).toISOString());
  const waits = waitsSince(row);
  const mine = row.owner_uid === agent.uid;
  return (
    <section class="facts" aria-label={text.status}>
      <button type="button" class="fact" onClick={() => (overlay.value = 'status')}>
        <span class="fact-name">
          {text.status} <kbd>S</kbd>
        </span>
        <StatusMark status={row.status} />
      </button>
      <button type="button" class="fact" onClick={() => assign(desk, row)}>
        <span class="fact-name">
          {text.owner} <kbd>A</kbd>
        </span>
        <span class={row.owner_uid ? '' : 'unset'}>
          {ownerName(words.value, row.owner_uid, agent.uid)}
          <span class="for-ears">: {mine ? text.release : text.take}</span>
        </span>
      </button>
      <button type="button" class="fact" onClick={() => (overlay.value = 'action')}>
        <span class="fact-name">
          {text.action} <kbd>N</kbd>
        </span>
        {next_action_at ? (
          <span class={late ? 'late' : ''}>
            <time dateTime={next_action_at} title={times.value.exact(next_action_at)}>
              {times.value.moment(next_action_at, now.value)}
            </time>
            {next_action_by === 'calendly' && <small>{text.fromCalendly}</small>}
          </span>
        ) : (
          <span class="unset">{text.noAction}</span>
        )}
      </button>
      <p class="state-line">
        <span>{intentName(words.value, row.intent)}</span>
        <span>{row.site_id}</span>
        {waits && <span class="wait">{text.waiting(times.value.span(waits, now.value))}</span>}
        {row.handled_at && <span>{text.handled(times.value.relative(row.handled_at, now.value))}</span>}
        {desk.edits.shown.value.some(({ caseId, state }) => caseId === row.case_id && state === 'waiting') && (
          <span class="pending">{desk.store.online.value ? edit.waiting : edit.offline}</span>
        )}
      </p>
    </section>
  );
}
