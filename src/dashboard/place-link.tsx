/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useDesk } from './context.js';
import { HOME, type Place, type View, writePlace } from './place.js';

interface Props {
  readonly view: View;
  readonly filters?: Partial<Place>;
  readonly current?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link to a view, so that it can be opened in a tab of its own. */
export function PlaceLink({ view, filters, current, class: name, children }: Props) {
  const { goTo, overlay } = useDesk();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    overlay.value = undefined;
    goTo(view, filters);
    // A link that went with its view takes the focus along: it goes on in the view that came.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById('list')?.focus();
    });
  };
  return (
    <a
      class={name}
      href={writePlace({ ...HOME, ...filters, view })}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
