// The snippets of the three ways in, each with a button that copies it.
import { byId } from './element.js';
import { t } from './words.js';

/** How long a button says that it has copied, ms. */
const SAID = 2_000;

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]'))
  button.addEventListener('click', () => void copy(button, byId(button.dataset.copy ?? '')));

async function copy(button: HTMLButtonElement, code: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    button.textContent = t('Copied');
    byId('announcer').textContent = t('Copied');
    setTimeout(() => {
      button.textContent = t('Copy');
    }, SAID);
  } catch {
    // No clipboard here, or not allowed: selected, a key press copies it.
    getSelection()?.selectAllChildren(code);
  }
}
