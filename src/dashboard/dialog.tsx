/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useDesk } from './context.js';

interface Props {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Something over the page. The platform keeps the focus in it, closes it on Escape and gives the focus back. */
export function Dialog({ title, children }: Props) {
  const { overlay } = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const own = dialog.current;
    own?.showModal();
    return () => own?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape, which the platform gives it, is the key for that
    <dialog
      ref={dialog}
      class="dialog"
      aria-label={title}
      onClose={() => (overlay.value = undefined)}
      // A press on the backdrop is one on the dialog itself.
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
