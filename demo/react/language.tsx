import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en, type Words } from './words/en.js';
import { fr } from './words/fr.js';

const LANGUAGES: Record<string, Words> = { en, fr };
/** The demo's other pages keep the choice under the same name. */
const KEY = 'crm-demo-language';

const LanguageContext = createContext<{ words: Words; choose(language: string): void }>({
  words: en,
  choose: () => {},
});

/** Gives the components below it their words, and the document its language and title. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [words, setWords] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = words.lang;
    document.title = words.title;
  }, [words]);
  const choose = (language: string) => {
    setWords(LANGUAGES[language] ?? en);
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Storage is off: the choice holds for this page.
    }
  };
  return <LanguageContext.Provider value={{ words, choose }}>{children}</LanguageContext.Provider>;
}

/** All texts, in the visitor's language. */
export const useWords = () => useContext(LanguageContext).words;

/** Lets the visitor choose. What was said already is said again in the new language: it follows from the answers. */
export function LanguageSwitch() {
  const { words, choose } = useContext(LanguageContext);
  return (
    <label className="language">
      <span className="for-ears">{words.language}</span>
      <select value={words.lang} onChange={({ target }) => choose(target.value)}>
        <option value="en" lang="en">
          English
        </option>
        <option value="fr" lang="fr">
          Français
        </option>
      </select>
    </label>
  );
}

/** The language of the address, else the one chosen before, else the browser's first that we speak. */
function preferred(): Words {
  const wishes = [new URLSearchParams(location.search).get('lang'), chosen(), ...navigator.languages];
  return wishes.map((wish) => LANGUAGES[(wish ?? '').slice(0, 2)]).find((words) => words) ?? en;
}

function chosen(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage is off: there is no earlier choice.
    return null;
  }
}
