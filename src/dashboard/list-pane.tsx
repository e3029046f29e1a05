/** @jsxImportSource preact */
import { useSignalEffect } from '@preact/signals';
import { ArrowUp, Download, Search, X } from 'lucide';
import { useRef } from 'preact/hooks';
import { exportList } from './acts.js';
import { useDesk } from './context.js';
import { MARKED } from './desk.js';
import { Empty } from './empty.js';
import { Filters } from './filters.js';
import { Icon } from './icon.js';
import { filtersOf } from './place.js';
import { Row } from './row.js';

/** The middle of the page: a view's cases, or those whose email is searched for. */
export function ListPane() {
  const desk = useDesk();
  const { words, place, list, search, arrivals, returned, goTo } = desk;
  const { view } = place.value;
  const text = words.value;
  const searching = search.value !== undefined;
  const title = searching ? text.search.results : text.views[view];
  return (
    <main class="list-pane" id="list" tabIndex={-1}>
      <header class="pane-head">
        <div class="pane-title">
          <h2>{title}</h2>
          {!searching && <Filters />}
        </div>
        <div class="search-line">
          <SearchField />
          <button type="button" class="tool" title={text.export.title} onClick={() => exportList(desk)}>
            <Icon of={Download} />
            <span class="for-ears">{text.export.title}</span>
          </button>
        </div>
        <p class="hint">
          {view === 'inbox' && !searching && returned.value.length > 0 ? (
            <button type="button" class="link" onClick={() => goTo('returned')}>
              {text.list.returned(returned.value.length, returned.value.length >= MARKED)}
            </button>
          ) : (
            !searching && text.viewHints[view]
          )}
        </p>
      </header>
      <div class="list-scroll">
        <p class="new-ones" role="status">
          {arrivals.value > 0 && (
            <button type="button" class="pill" onClick={desk.showNew}>
              <Icon of={ArrowUp} size={14} />
              {text.list.newOnes(arrivals.value)}
            </button>
          )}
        </p>
        <Cases />
        {list.hasMore.value && list.state.value === 'ready' && search.value !== '' && (
          <button type="button" class="more" onClick={() => list.more()}>
            {text.list.more}
          </button>
        )}
      </div>
    </main>
  );
}

function Cases() {
  const desk = useDesk();
  const { words, list, place, search, go } = desk;
  const text = words.value;
  if (search.value === '') return null;
  if (list.state.value === 'failed')
    return (
      <div class="empty" role="alert">
        <h3>{text.failed.list}</h3>
        <p>{list.failure.value?.code === 'permission-denied' ? text.failed.denied : list.failure.value?.message}</p>
        <button type="button" onClick={() => list.again()}>
          {text.failed.again}
        </button>
      </div>
    );
  const rows = list.rows.value;
  if (list.state.value === 'loading' && rows.length === 0)
    return (
      <div class="skeleton" role="status">
        <span class="for-ears">{text.list.loading}</span>
      </div>
    );
  if (rows.length === 0) {
    const filtered = filtersOf(place.value) > 0;
    const which = search.value ? 'search' : filtered ? 'filtered' : place.value.view;
    return (
      <Empty which={which}>
        {which === 'filtered' && (
          <button
            type="button"
            onClick={() => go({ status: [], intent: '', site: '', owner: 'any', overdue: false, unread: false })}
          >
            {text.filter.clear}
          </button>
        )}
      </Empty>
    );
  }
  return (
    <ul class="rows" aria-label={text.list.label}>
      {rows.map((listed) => (
        <Row key={listed.row.case_id} {...listed} />
      ))}
    </ul>
  );
}

/** How long to wait for the next letter before asking Firestore, ms. */
const PAUSE = 200;

function SearchField() {
  const { words, search, place } = useDesk();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const typed = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => (search.value = text.trim()), PAUSE);
  };
  // Whoever goes elsewhere in that pause has given the search up.
  useSignalEffect(() => {
    void place.value;
    if (search.value === undefined) clearTimeout(timer.current);
  });
  return (
    <search class="search">
      <Icon of={Search} />
      <input
        id="search"
        type="search"
        autoComplete="off"
        spellcheck={false}
        aria-label={words.value.search.label}
        placeholder={words.value.search.placeholder}
        defaultValue={search.peek() ?? ''}
        key={String(search.value !== undefined)}
        onInput={({ currentTarget }) => typed(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            document.querySelector<HTMLElement>('.rows a')?.focus();
          }
        }}
      />
      {search.value !== undefined ? (
        <button type="button" class="icon-button" onClick={() => (search.value = undefined)}>
          <Icon of={X} />
          <span class="for-ears">{words.value.search.close}</span>
        </button>
      ) : (
        <kbd>/</kbd>
      )}
    </search>
  );
}
