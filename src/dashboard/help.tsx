/** @jsxImportSource preact */

import { useDesk } from './context.js';
import { Dialog } from './dialog.js';
import { type Command, KEYS } from './keys.js';

// Object.keys forgets the keys of a Record.
const COMMANDS = Object.keys(KEYS) as Command[];

/** The keys, the switch that turns single letters off, and what the page has read. */
export function Help() {
  const { words, preferences, store, overlay } = useDesk();
  const { help: text, commands } = words.value;
  return (
    <Dialog title={text.title}>
      <h2>{text.title}</h2>
      <dl class="keys">
        {COMMANDS.map((command) => (
          <div key={command}>
            <dt>
              {KEYS[command].split('+').map((key) => (
                <kbd key={key}>{key === 'Control' ? 'Ctrl' : key === 'Escape' ? 'Esc' : key}</kbd>
              ))}
            </dt>
            <dd>{commands[command]}</dd>
          </div>
        ))}
      </dl>
      <label class="switch">
        <input
          type="checkbox"
          checked={preferences.letters.value}
          onChange={({ currentTarget }) => (preferences.letters.value = currentTarget.checked)}
          aria-describedby="letters-hint"
        />
        {text.letters}
      </label>
      <p id="letters-hint" class="soft">
        {text.lettersHint}
      </p>
      <p class="soft" data-reads={store.reads.value}>
        {text.reads(String(store.reads.value))}
      </p>
      <button type="button" onClick={() => (overlay.value = undefined)}>
        {text.close}
      </button>
    </Dialog>
  );
}
