import { element } from './element.js';
import { t } from './words.js';

/** A labelled input with room for what is wrong with it. */
export interface Field {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows the messages beside the input, or takes them away. */
  complain(messages: readonly string[]): void;
}

let count = 0;

/** `hint` says what an empty input means. */
export function field(label: string, input: Partial<HTMLInputElement>, hint = ''): Field {
  const id = `field-${++count}`;
  const fault = element('p', { id: `${id}-fault`, className: 'fault', hidden: true });
  const box = element('input', {
    ...input,
    id,
    autocapitalize: 'off',
    spellcheck: false,
    placeholder: hint && t(hint),
  });
  box.setAttribute('aria-describedby', fault.id);
  const root = element('div', { className: 'field' }, element('label', { htmlFor: id }, t(label)), box, fault);
  return {
    root,
    input: box,
    complain(messages) {
      fault.textContent = messages.join(' ');
      fault.hidden = messages.length === 0;
      box.setAttribute('aria-invalid', String(messages.length > 0));
    },
  };
}
