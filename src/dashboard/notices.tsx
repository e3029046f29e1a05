/** @jsxImportSource preact */
import { Check, Clock, TriangleAlert, X } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useDesk } from './context.js';
import type { Desk } from './desk.js';
import type { Edit } from './edits.js';
import type { StoreError } from './firestore.js';
import { Icon } from './icon.js';
import { ownerName } from './names.js';
import type { Words } from './words/en.js';

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
        <ExportNotice />
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

/** How long it says that a whole file was saved, ms. */
const SHOWN_FOR = 6000;

/** How an export goes. What is not as one wished stays until it is dismissed. */
function ExportNotice() {
  const { exported, words } = useDesk();
  const { export: text, edit } = words.value;
  const { value } = exported;
  const isWhole = value?.state === 'done' && !value.cut && value.count > 0;
  useEffect(() => {
    const timer = isWhole ? setTimeout(() => (exported.value = undefined), SHOWN_FOR) : undefined;
    return () => clearTimeout(timer);
  }, [isWhole, exported]);
  if (!value) return null;
  const failed = value.state === 'failed';
  return (
    <p class={`notice ${failed ? 'refused' : isWhole ? 'saved' : 'waiting'}`}>
      <Icon of={isWhole ? Check : failed ? TriangleAlert : Clock} />
      <span>
        {value.state === 'reading' && text.reading}
        {value.state === 'done' && (value.count ? text.done(value.count, value.cut) : text.none)}
        {failed && text.failed(reasonOfExport(words.value, value.error))}
      </span>
      {!isWhole && value.state !== 'reading' && (
        <button type="button" class="icon-button" onClick={() => (exported.value = undefined)}>
          <Icon of={X} />
          <span class="for-ears">{edit.dismiss}</span>
        </button>
      )}
    </p>
  );
}

function reasonOfExport({ export: text, failed, edit }: Words, { code, message }: StoreError): string {
  // What has no code is no error of Firestore's: the code of the export could not be loaded.
  if (!code || code === 'unavailable') return text.unavailable;
  return code === 'permission-denied' ? failed.denied : edit.otherReason(message);
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
