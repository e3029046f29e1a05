/** @jsxImportSource preact */
import { Check, Clock, TriangleAlert, X } from 'lucide';
import { useDesk } from './context.js';
import type { Desk } from './desk.js';
import type { Edit } from './edits.js';
import { Icon } from './icon.js';
import { ownerName } from './names.js';

/** How each edit goes: waiting, saved once the server says so, or refused with the reason. Takes no focus. */
export function Notices() {
  const desk = useDesk();
  const { edits, words, store } = desk;
  const text = words.value.edit;
  const shown = edits.shown.value.slice(-4);
  return (
    <div class="notices">
      {/* Refusals interrupt what a screen reader says, all else waits for its turn. */}
      <div role="status">
        {shown
          .filter(({ state }) => state !== 'refused')
          .map((edit) => (
            <p key={edit.id} class={`notice ${edit.state}`}>
              <Icon of={edit.state === 'saved' ? Check : Clock} />
              <span>
                {what(desk, edit)},{' '}
                {edit.state === 'saved' ? text.saved : store.online.value ? text.waiting : text.offline}
              </span>
            </p>
          ))}
      </div>
      <div role="alert">
        {shown
          .filter(({ state }) => state === 'refused')
          .map((edit) => (
            <p key={edit.id} class="notice refused">
              <Icon of={TriangleAlert} />
              <span>
                {what(desk, edit)}, <strong>{text.refused}</strong>.{' '}
                {text.rolledBack(text.field[edit.field], reasonOf(desk, edit))}
              </span>
              <button type="button" class="icon-button" onClick={() => edits.dismiss(edit.id)}>
                <Icon of={X} />
                <span class="for-ears">{text.dismiss}</span>
              </button>
            </p>
          ))}
      </div>
    </div>
  );
}

function reasonOf({ words }: Desk, { reason }: Edit): string {
  const text = words.value.edit;
  return text.reasons[reason?.code ?? ''] ?? text.otherReason(reason?.message ?? '');
}

function what({ words, times, now, agent }: Desk, { change, isUndo }: Edit): string {
  const text = words.value.edit;
  if (isUndo) return text.undone;
  if (change.status) return text.status(words.value.statuses[change.status]);
  if (change.owner_uid !== undefined) return text.owner(ownerName(words.value, change.owner_uid, agent.uid));
  if (change.next_action_at) return text.action(times.value.moment(change.next_action_at, now.value));
  return change.next_action_at === null ? text.actionCleared : text.handled;
}
