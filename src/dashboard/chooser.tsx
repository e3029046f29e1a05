/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { useDesk } from './context.js';
import { Dialog } from './dialog.js';

export interface Option {
  readonly id: string;
  readonly name: string;
  /** What is shown for the name, where it is more than text. */
  readonly shown?: ComponentChildren;
  /** A digit that chooses it at once, or the key that does the same elsewhere. */
  readonly key?: string;
  choose(): void;
}

interface Props {
  readonly title: string;
  readonly placeholder: string;
  readonly none: string;
  readonly options: readonly Option[];
  /** Whether the digit of an option chooses it. */
  readonly byDigit?: boolean;
  /** The option it begins at. @default the first */
  readonly start?: number;
  readonly children?: ComponentChildren;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A list that narrows while one types: arrows and Enter, or the pointer. */
export function Chooser({ title, placeholder, none, options, byDigit = false, start = 0, children }: Props) {
  const { overlay } = useDesk();
  const typed = useSignal('');
  const at = useSignal(start);
  const found = options.filter(({ name }) => fold(name).includes(fold(typed.value.trim())));
  const current = Math.min(at.value, found.length - 1);
  const option = found[current];
  useLayoutEffect(() => {
    if (option) document.getElementById(`option-${option.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [option]);
  const choose = (option: Option | undefined) => {
    if (!option) return;
    overlay.value = undefined;
    option.choose();
  };
  const pressed = (event: KeyboardEvent) => {
    const { key } = event;
    const digit = byDigit && !typed.value ? found.find((option) => option.key === key) : undefined;
    if (key === 'ArrowDown') at.value = (current + 1) % found.length;
    else if (key === 'ArrowUp') at.value = (current - 1 + found.length) % found.length;
    else if (key === 'Enter') choose(option);
    else if (digit) choose(digit);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={title}>
      <input
        class="chooser-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="options"
        aria-activedescendant={option && `option-${option.id}`}
        aria-label={title}
        placeholder={placeholder}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={pressed}
      />
      <div id="options" role="listbox" aria-label={title} class="options">
        {found.map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys of the list
          <div
            key={option.id}
            id={`option-${option.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === current}
            onClick={() => choose(option)}
            onPointerMove={() => (at.value = i)}
          >
            <span>{option.shown ?? option.name}</span>
            {option.key && <kbd>{option.key}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p class="soft none" role="status">
          {none}
        </p>
      )}
      {children}
    </Dialog>
  );
}
