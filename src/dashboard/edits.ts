import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CaseDocument } from '../schema/case.js';
import { afterPaint } from './after-paint.js';
import type { Change, Store } from './firestore.js';

/** What was changed: the field that a refusal names. `handled` where nothing but the fact was. */
export type EditedField = 'status' | 'owner_uid' | 'next_action_at' | 'handled';

/** One edit, and how far it has come. `refused`: the case is as it was. */
export interface Edit {
  readonly id: number;
  readonly caseId: string;
  readonly field: EditedField;
  readonly change: Change;
  readonly before: Change;
  readonly isUndo: boolean;
  readonly state: 'waiting' | 'saved' | 'refused';
  /** Firestore's error, where it was refused. */
  readonly reason?: { readonly code: string; readonly message: string };
}

export interface Edits {
  /** The latest last; what was saved goes after a while, what was refused stays until it is dismissed. */
  readonly shown: ReadonlySignal<readonly Edit[]>;
  readonly waiting: ReadonlySignal<number>;
  /** Changes the case at once; Firestore's own memory shows it before the server has it, and takes it back if refused. */
  make(row: CaseDocument, change: Change): Edit;
  /** Takes the latest edit back. Undefined where there is none. */
  undo(): Edit | undefined;
  dismiss(id: number): void;
}

/** How long "saved" is shown, ms. */
const SHOWN_FOR = 4000;

/** `ended` hears how each edit ended. */
export function openEdits(store: Store, uid: string, ended: (edit: Edit) => void): Edits {
  const shown = signal<readonly Edit[]>([]);
  const waiting = signal(0);
  let undoable: Edit[] = [];
  let count = 0;

  const put = (edit: Edit) => {
    const others = shown.value.filter(
      ({ id, state }) => id !== edit.id && (state !== 'saved' || edit.state === 'saved'),
    );
    shown.value = [...others, edit].sort((a, b) => a.id - b.id);
  };
  const dismiss = (id: number) => {
    shown.value = shown.value.filter((edit) => edit.id !== id);
  };
  const start = (edit: Edit): Edit => {
    put(edit);
    waiting.value++;
    // In order, since each waits for the same frame.
    new Promise<void>((resolve) => afterPaint(resolve))
      .then(() => store.edit(edit.caseId, edit.change, uid))
      .then(
        (): Edit => ({ ...edit, state: 'saved' }),
        ({ code = 'unknown', message }: { code?: string; message: string }): Edit => {
          undoable = undoable.filter(({ id }) => id !== edit.id);
          return { ...edit, state: 'refused', reason: { code, message } };
        },
      )
      .then((end) => {
        waiting.value--;
        put(end);
        if (end.state === 'saved') setTimeout(() => dismiss(end.id), SHOWN_FOR);
        ended(end);
      });
    return edit;
  };
  return {
    shown,
    waiting: computed(() => waiting.value),
    dismiss,
    make(row, change) {
      const edit: Edit = {
        id: ++count,
        caseId: row.case_id,
        field: fieldOf(change),
        change,
        before: beforeOf(row, change),
        isUndo: false,
        state: 'waiting',
      };
      undoable.push(edit);
      return start(edit);
    },
    undo() {
      const last = undoable.pop();
      if (!last) return undefined;
      return start({ ...last, id: ++count, change: last.before, before: last.change, isUndo: true });
    },
  };
}

const fieldOf = (change: Change): EditedField =>
  (['status', 'owner_uid', 'next_action_at'] as const).find((field) => field in change) ?? 'handled';

/** The change that takes `change` back. */
function beforeOf({ status, owner_uid, next_action_at }: CaseDocument, change: Change): Change {
  return {
    ...('status' in change && { status }),
    ...('owner_uid' in change && { owner_uid }),
    ...('next_action_at' in change && { next_action_at: next_action_at ?? null }),
  };
}
