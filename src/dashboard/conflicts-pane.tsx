/** @jsxImportSource preact */
import { useEffect } from 'preact/hooks';
import { ConflictNote } from './conflict-note.js';
import { useDesk } from './context.js';
import { Empty } from './empty.js';
import { EventBody } from './event-body.js';
import { eventName } from './names.js';

/** Every conflict of one's sites, whatever its case: none shall be missed because nobody opened the case. */
export function ConflictsPane() {
  const { words, conflicts, needConflicts, search, goTo } = useDesk();
  useEffect(needConflicts, [needConflicts]);
  const text = words.value;
  return (
    <main class="list-pane" id="list" tabIndex={-1}>
      <header class="pane-head">
        <div class="pane-title">
          <h2>{text.views.conflicts}</h2>
        </div>
        <p class="soft">{text.viewHints.conflicts}</p>
      </header>
      <div class="list-scroll">
        {conflicts.value?.length === 0 && <Empty which="conflicts" />}
        <ul class="conflicts">
          {conflicts.value?.map((conflict) => (
            <li key={conflict.content_hash}>
              <h3>{eventName(text, conflict.event)}</h3>
              <p>
                {conflict.lead_id}{' '}
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    goTo('all');
                    search.value = conflict.lead_id;
                  }}
                >
                  {text.conflict.find}
                </button>
              </p>
              <ConflictNote conflict={conflict} />
              <EventBody event={conflict.event} />
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}
