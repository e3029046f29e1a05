/** @jsxImportSource preact */
import type { StoredEvent } from '../schema/event.js';
import { useDesk } from './context.js';
import { differencesOf } from './differences.js';
import type { Conflict } from './firestore.js';

/** What came under the id of an event that was there already, and how it differs. */
export function ConflictNote({ conflict, kept }: { readonly conflict: Conflict; readonly kept?: StoredEvent }) {
  const { words, times, now, search } = useDesk();
  const { conflict: text } = words.value;
  const different = kept ? differencesOf(kept, conflict.event) : [];
  const otherLead = kept && kept.lead_id !== conflict.lead_id;
  return (
    <div class="warning conflict">
      <p>
        <strong>{text.title}</strong>{' '}
        <span class="soft">{text.received(times.value.moment(conflict.received_at, now.value))}</span>
      </p>
      {otherLead && (
        <p>
          {text.email(conflict.lead_id)}{' '}
          <button type="button" class="link" onClick={() => (search.value = conflict.lead_id)}>
            {text.find}
          </button>
        </p>
      )}
      {different.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.field}</th>
              <th scope="col">{text.kept}</th>
              <th scope="col">{text.other}</th>
            </tr>
          </thead>
          <tbody>
            {different.map(({ field, kept, other }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>{kept}</td>
                <td>{other}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
