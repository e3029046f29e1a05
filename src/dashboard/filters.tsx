/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import { ArrowDownUp, ListFilter } from 'lucide';
import { CASE_STATUSES } from '../schema/case-status.js';
import { useDesk } from './context.js';
import { Icon } from './icon.js';
import { intentName } from './names.js';
import { filtersOf, ORDERS, OWNERS } from './place.js';

/** Order and filters of a view. What is chosen is in the address; the order is remembered too. */
export function Filters() {
  const { words, place, order, go, preferences, agent, list } = useDesk();
  const isOpen = useSignal(filtersOf(place.peek()) > 0);
  const text = words.value;
  const { view, status, intent, site, owner, overdue, unread } = place.value;
  const count = filtersOf(place.value);
  // Firestore names no distinct values: what is offered is what has been seen, and what is chosen.
  const rows = list.rows.value.map(({ row }) => row);
  const offered = (values: readonly string[], chosen: string) =>
    [...new Set([...values, chosen])].filter(Boolean).sort();
  const intents = offered(
    rows.map((row) => row.intent),
    intent,
  );
  const sites =
    agent.sites === 'all'
      ? offered(
          rows.map((row) => row.site_id),
          site,
        )
      : agent.sites;
  return (
    <>
      <div class="pane-tools">
        {view !== 'due' && view !== 'returned' && (
          <label class="tool">
            <Icon of={ArrowDownUp} size={14} />
            <span class="for-ears">{text.order}</span>
            <select
              value={overdue ? 'next' : order.value}
              disabled={overdue}
              onChange={({ currentTarget }) => {
                const chosen = ORDERS.find((one) => one === currentTarget.value);
                if (!chosen) return;
                preferences.orders.value = { ...preferences.orders.value, [view]: chosen };
                go({ order: chosen });
              }}
            >
              {ORDERS.map((one) => (
                <option key={one} value={one}>
                  {text.orders[one]}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          class="tool"
          aria-expanded={isOpen.value}
          aria-controls="filters"
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          <Icon of={ListFilter} size={14} />
          {text.filters}
          {count > 0 && <span class="count">{count}</span>}
        </button>
      </div>
      <div id="filters" class="filters" hidden={!isOpen.value}>
        <fieldset>
          <legend>{text.filter.status}</legend>
          {CASE_STATUSES.map((one) => (
            <label key={one} class="chip">
              <input
                type="checkbox"
                checked={status.includes(one)}
                onChange={() =>
                  go({ status: status.includes(one) ? status.filter((other) => other !== one) : [...status, one] })
                }
              />
              {text.statuses[one]}
            </label>
          ))}
        </fieldset>
        <div class="filter-row">
          <Choice label={text.filter.intent} value={intent} onChoose={(intent) => go({ intent })}>
            <option value="">{text.filter.any}</option>
            {intents.map((one) => (
              <option key={one} value={one}>
                {intentName(text, one)}
              </option>
            ))}
          </Choice>
          <Choice label={text.filter.site} value={site} onChoose={(site) => go({ site })}>
            <option value="">{text.filter.any}</option>
            {sites.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Choice>
          <Choice
            label={text.filter.owner}
            value={owner}
            onChoose={(chosen) => go({ owner: OWNERS.find((one) => one === chosen) ?? 'any' })}
          >
            {OWNERS.map((one) => (
              <option key={one} value={one}>
                {text.owners[one]}
              </option>
            ))}
          </Choice>
        </div>
        <div class="filter-row">
          <label class="chip">
            <input type="checkbox" checked={overdue} onChange={() => go({ overdue: !overdue })} />
            {text.filter.overdue}
          </label>
          <label class="chip">
            <input type="checkbox" checked={unread} onChange={() => go({ unread: !unread })} />
            {text.filter.unread}
          </label>
          {count > 0 && (
            <button
              type="button"
              class="link"
              onClick={() => go({ status: [], intent: '', site: '', owner: 'any', overdue: false, unread: false })}
            >
              {text.filter.clear}
            </button>
          )}
        </div>
      </div>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  onChoose(value: string): void;
  readonly children: preact.ComponentChildren;
}

function Choice({ label, value, onChoose, children }: ChoiceProps) {
  return (
    <label class="filter-choice">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
