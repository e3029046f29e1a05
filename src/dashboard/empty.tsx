/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useDesk } from './context.js';

/** What is said where there is nothing: why, and what to do about it. `which` is a key of `words.empty`. */
export function Empty({ which, children }: { readonly which: string; readonly children?: ComponentChildren }) {
  const { words } = useDesk();
  const [title = '', hint = ''] = words.value.empty[which] ?? [];
  return (
    <div class="empty">
      <h3>{title}</h3>
      <p>{hint}</p>
      {children}
    </div>
  );
}
