/** @jsxImportSource preact */
import { LANGUAGES, type Preferences, THEMES } from './preferences.js';
import type { Words } from './words/en.js';

interface Props {
  readonly preferences: Preferences;
  readonly words: Words;
}

export function LanguageChoice({ preferences: { language }, words }: Props) {
  return (
    <label class="choice">
      <span>{words.settings.language}</span>
      <select
        value={language.value}
        onChange={({ currentTarget }) => {
          language.value = LANGUAGES.find((one) => one === currentTarget.value) ?? 'en';
        }}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {words.settings.languages[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ThemeChoice({ preferences: { theme }, words }: Props) {
  return (
    <label class="choice">
      <span>{words.settings.theme}</span>
      <select
        value={theme.value}
        onChange={({ currentTarget }) => {
          theme.value = THEMES.find((one) => one === currentTarget.value) ?? 'system';
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {words.settings.themes[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
