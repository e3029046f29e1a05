/** @jsxImportSource preact */
import type { CaseStatus } from '../schema/case-status.js';
import { useDesk } from './context.js';

/** A status with its colour, which says nothing that the words do not. */
export function StatusMark({ status }: { readonly status: CaseStatus }) {
  const { words } = useDesk();
  return (
    <span class={`status ${status.toLowerCase().replaceAll('_', '-')}`}>
      <span class="status-dot" aria-hidden="true" />
      {words.value.statuses[status]}
    </span>
  );
}
