import type { CaseDocument } from '../schema/case.js';
import { type CaseStatus, CLIMBING_STATUSES } from '../schema/case-status.js';
import type { Desk } from './desk.js';
import type { Command } from './keys.js';
import { isList } from './place.js';

/** The case that a command is about: the open one, else the one the keyboard is at. */
export function subjectOf({ open, list, cursor }: Desk): CaseDocument | undefined {
  const row = open.row.value;
  if (open.id.value) return typeof row === 'object' ? row : undefined;
  return cursor.value ? list.find(cursor.value) : undefined;
}

/** Takes the case, or gives it up where it is one's own. */
export function assign(desk: Desk, row: CaseDocument): void {
  desk.edits.make(row, { owner_uid: row.owner_uid === desk.agent.uid ? '' : desk.agent.uid });
}

export function setStatus(desk: Desk, row: CaseDocument, status: CaseStatus): void {
  if (status !== row.status) desk.edits.make(row, { status });
}

/** `at` is an ISO instant; undefined clears it. */
export function setAction(desk: Desk, row: CaseDocument, at: string | undefined): void {
  if (at !== row.next_action_at) desk.edits.make(row, { next_action_at: at ?? null });
}

/**
 * Deals with a case: whoever waited waits no more, and the next one comes up. A status that events set becomes
 * `IN_PROGRESS`, so that they no longer do; a case without owner becomes one's own; a case that is over stays so.
 */
export function finish(desk: Desk, row: CaseDocument): void {
  const { list, place, go, cursor, open } = desk;
  const next = list.beside(row.case_id, 1) ?? list.beside(row.case_id, -1);
  const { view } = place.value;
  if (view === 'inbox' || view === 'returned') list.hide(row.case_id);
  if (open.id.value) go(next && next !== row.case_id ? { caseId: next } : { caseId: undefined }, true);
  cursor.value = next;
  markHandled(desk, row);
  if (!open.id.value) focusRow(next);
}

/** The same without leaving the case. */
export function markHandled({ edits, agent }: Desk, row: CaseDocument): void {
  const climbing = CLIMBING_STATUSES.some((status) => status === row.status);
  edits.make(row, {
    ...(climbing && { status: 'IN_PROGRESS' as const }),
    ...(!row.owner_uid && { owner_uid: agent.uid }),
  });
}

/** Saves the list as a file; how that goes is in `desk.exported`. What it takes is loaded then. */
export function exportList(desk: Desk): void {
  const { exported } = desk;
  exported.value = { state: 'reading' };
  import('./export-cases.js')
    .then(({ exportCases }) => exportCases(desk))
    .then(
      (end) => (exported.value = end),
      (error) => (exported.value = { state: 'failed', error }),
    );
}

/** Does what a key asks for; false where there is nothing to do, so that the key stays the browser's. */
export function act(desk: Desk, command: Command): boolean {
  const { list, place, go, cursor, overlay, open, search } = desk;
  const row = subjectOf(desk);
  const onRow = (work: (row: CaseDocument) => void) => {
    if (row) work(row);
    return !!row;
  };
  const toNeighbour = (step: 1 | -1) => {
    const next = isList(place.value.view) ? list.beside(open.id.value ?? cursor.value, step) : undefined;
    if (!next) return false;
    cursor.value = next;
    // With a case open, going through the list is going through cases, and the focus is in them.
    if (open.id.value) go({ caseId: next }, true);
    else focusRow(next);
    return true;
  };
  switch (command) {
    case 'down':
      return toNeighbour(1);
    case 'up':
      return toNeighbour(-1);
    case 'next':
    case 'previous': {
      if (!isList(place.value.view)) return false;
      const next = list.beside(open.id.value ?? cursor.value, command === 'next' ? 1 : -1);
      if (next) go({ caseId: next }, !!open.id.value);
      return !!next;
    }
    case 'open':
      if (open.id.value || !cursor.value) return false;
      go({ caseId: cursor.value });
      return true;
    case 'close':
      if (overlay.value) overlay.value = undefined;
      else if (open.id.value) {
        const last = open.id.value;
        go({ caseId: undefined });
        focusRow(last);
      } else if (search.value !== undefined) search.value = undefined;
      else return false;
      return true;
    case 'assign':
      return onRow((row) => assign(desk, row));
    case 'status':
    case 'action':
    case 'call':
      return onRow(() => (overlay.value = command));
    case 'done':
      return onRow((row) => finish(desk, row));
    case 'undo': {
      const undone = desk.edits.undo();
      if (undone) list.hide(undone.caseId, false);
      return true;
    }
    case 'search':
      if (!isList(place.value.view)) desk.goTo('inbox');
      search.value ??= '';
      focus('#search');
      return true;
    case 'help':
    case 'palette':
      overlay.value = command;
      return true;
    case 'refresh':
      if (place.value.view === 'overview') desk.recounts.value++;
      else desk.showNew();
      return true;
    default:
      return command satisfies never;
  }
}

/** Puts the focus where the keyboard is; after what is drawn now. */
export function focusRow(id: string | undefined): void {
  if (id) focus(`[data-case="${id}"]`);
}

function focus(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
