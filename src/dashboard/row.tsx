/** @jsxImportSource preact */

import { useComputed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ListedCase } from './case-list.js';
import { isOverdue, waitsSince } from './case-query.js';
import { useDesk } from './context.js';
import { intentName, ownerName } from './names.js';
import { writePlace } from './place.js';
import { StatusMark } from './status-mark.js';

/** A case in the list. A link, so that it opens in a tab of its own too. */
export function Row({ row, gone }: ListedCase) {
  const desk = useDesk();
  const { words, times, now, place, go, cursor, seen, seenVersion, agent } = desk;
  void seenVersion.value;
  const text = words.value;
  const unread = seen.isUnread(row);
  // Bound to their attributes: a case that is opened draws no other row anew.
  const current = useComputed(() => (place.value.caseId === row.case_id ? 'true' : undefined));
  const href = useComputed(() => writePlace({ ...place.value, caseId: row.case_id }));
  const waits = waitsSince(row);
  const since = waits ?? row.last_event_at;
  const overdue = isOverdue(row, new Date(now.value).toISOString());
  const item = useRef<HTMLLIElement>(null);
  useSignalEffect(() => {
    if (current.value) item.current?.scrollIntoView({ block: 'nearest' });
  });
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go({ caseId: row.case_id }, !!place.peek().caseId);
  };
  return (
    <li ref={item} class={`row ${gone ? 'gone' : ''} ${unread ? 'unread' : ''}`}>
      <a
        href={href}
        data-case={row.case_id}
        aria-current={current}
        onClick={follow}
        onFocus={() => (cursor.value = row.case_id)}
      >
        <span class="row-who">
          {unread && (
            <span class="dot">
              <span class="for-ears">{text.list.unread} </span>
            </span>
          )}
          <span class="email">{row.lead_id}</span>
        </span>
        <time class={waits ? 'wait' : 'last'} dateTime={since} title={times.value.exact(since)}>
          {waits && <span class="for-ears">{text.list.waits('')}</span>}
          {times.value.span(since, now.value)}
        </time>
        <span class="row-facts">
          <StatusMark status={row.status} />
          <span class="intent">{intentName(text, row.intent)}</span>
          {row.confidence_score !== undefined && (
            <span class="score" title={text.case.score}>
              {Math.round(row.confidence_score)}
            </span>
          )}
          {overdue && (
            <span class="late">
              {text.filter.overdue} {times.value.span(row.next_action_at!, now.value)}
            </span>
          )}
        </span>
        <span class="row-owner">
          {gone ? text.list.gone : row.owner_uid && ownerName(text, row.owner_uid, agent.uid)}
        </span>
      </a>
    </li>
  );
}
