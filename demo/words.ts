import { french } from './french.js';

export type Language = 'en' | 'fr';

const KEY = 'crm-demo-language';

/** The page's language: from the address, else chosen before, else the browser's. */
export const language: Language = chosen();

/** A text in the page's language. English texts are their own keys; what has no translation stays English. */
export function t(text: string, values: Record<string, string | number> = {}): string {
  const words = language === 'fr' ? (french[text] ?? text) : text;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Translates the page's own HTML and lets the visitor choose another language, which loads it again. */
export function translatePage(select: HTMLSelectElement): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.textContent.trim());
  select.value = language;
  select.addEventListener('change', () => {
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // Storage is off: the choice holds for this page only, through the address.
    }
    location.search = `?lang=${select.value}`;
  });
}

function chosen(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? stored() ?? navigator.language;
  return /^fr\b/i.test(asked) ? 'fr' : 'en';
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage is off: there is no earlier choice.
    return null;
  }
}
