/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { CaseDocument } from '../schema/case.js';
import { markHandled, subjectOf } from './acts.js';
import type { CallFault } from './calls.js';
import { useDesk } from './context.js';
import { Dialog } from './dialog.js';

/** The most the schema takes, characters. */
const MOST = 10_000;
/** After that long without an event a new one opens a case of its own, ms: the ingest's rule. */
const WINDOW = 30 * 24 * 60 * 60_000;

/** What was said on the phone, to be recorded as an event. */
export function CallNote() {
  const desk = useDesk();
  const row = subjectOf(desk);
  return row ? <Note key={row.case_id} row={row} /> : null;
}

function Note({ row }: { readonly row: CaseDocument }) {
  const desk = useDesk();
  const { calls, words, overlay, now } = desk;
  const text = words.value.callNote;
  const fault = useSignal<CallFault | 'empty' | undefined>(undefined);
  const saving = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const draft = calls.draft(row.case_id);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (saving.value) return;
    // The form that this listens to.
    const isDone = new FormData(event.currentTarget as HTMLFormElement).has('done');
    if (!calls.draft(row.case_id).text.trim()) {
      fault.value = 'empty';
      return;
    }
    fault.value = undefined;
    saving.value = true;
    const found = await calls.record(row);
    saving.value = false;
    fault.value = found;
    if (found) return;
    // After the event, which would otherwise count as one that came later.
    if (isDone) markHandled(desk, row);
    if (overlay.value === 'call') overlay.value = undefined;
  };
  return (
    <Dialog title={text.title}>
      <h2>{text.title}</h2>
      <form ref={form} class="call-note" onSubmit={(event) => void save(event)} noValidate>
        <label>
          {text.said}
          <textarea
            name="said"
            rows={9}
            maxLength={MOST}
            autoFocus
            defaultValue={draft.text}
            aria-describedby="call-note-hint call-note-fault"
            aria-invalid={!!fault.value}
            onInput={({ currentTarget }) => calls.write(row.case_id, currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
            }}
          />
        </label>
        <label class="switch">
          <input type="checkbox" name="done" defaultChecked />
          {text.done}
        </label>
        <p id="call-note-hint" class="soft">
          {now.value - Date.parse(row.last_event_at) > WINDOW ? text.opensNew : text.hint}
        </p>
        <p id="call-note-fault" class="fault" role="alert">
          {fault.value && text.faults[fault.value]}
        </p>
        <p class="buttons">
          <button type="submit" class="primary" aria-disabled={saving.value}>
            {saving.value ? text.saving : text.save}
            <kbd>Ctrl ⏎</kbd>
          </button>
          <button type="button" onClick={() => (overlay.value = undefined)}>
            {text.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
