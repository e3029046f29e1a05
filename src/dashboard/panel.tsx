/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useDesk } from './context.js';
import type { Figures, Reading } from './open-figures.js';
import type { OverviewWords } from './words/en-overview.js';

export interface FigureProps {
  readonly figures: Figures;
  readonly text: OverviewWords;
  /** A count as the language writes it. */
  number(count: number): string;
}

interface PanelProps<T> {
  readonly id: string;
  readonly title: string;
  readonly of: Reading<T>;
  readonly text: OverviewWords;
  children(value: T): ComponentChildren;
}

/** One question and its picture; while nothing is known its place is kept, so that nothing moves. */
export function Panel<T>({ id, title, of, text, children }: PanelProps<T>) {
  return (
    <section class="panel" aria-labelledby={id} aria-busy={of.state === 'loading'}>
      <h3 id={id}>{title}</h3>
      <Trouble of={of} text={text} />
      {of.value !== undefined && children(of.value)}
    </section>
  );
}

/** Why there is no figure, or an old one. That there is something to say here is announced once, by the head. */
export function Trouble({ of, text }: { readonly of: Reading<unknown>; readonly text: OverviewWords }) {
  const { words } = useDesk();
  if (of.state !== 'failed') return null;
  const code = of.error?.code;
  return (
    <p class="fault">
      {of.value === undefined ? text.failed : text.stale}{' '}
      {code === 'unavailable'
        ? text.offline
        : code === 'permission-denied'
          ? words.value.failed.denied
          : of.error?.message}
    </p>
  );
}
