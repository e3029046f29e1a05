/** What a key asks for. */
export type Command =
  | 'down'
  | 'up'
  | 'open'
  | 'close'
  | 'previous'
  | 'next'
  | 'assign'
  | 'status'
  | 'action'
  | 'call'
  | 'done'
  | 'undo'
  | 'search'
  | 'help'
  | 'palette'
  | 'refresh';

/** The key of each command, as the help shows it. */
export const KEYS: Record<Command, string> = {
  down: 'j',
  up: 'k',
  open: 'Enter',
  close: 'Escape',
  previous: '[',
  next: ']',
  assign: 'a',
  status: 's',
  action: 'n',
  call: 'c',
  done: '.',
  undo: 'u',
  search: '/',
  help: '?',
  palette: 'Control+K',
  refresh: 'r',
};

const BY_KEY = new Map<string, Command>(
  // Object.entries forgets the keys of a Record.
  (Object.entries(KEYS) as [Command, string][]).filter(([, key]) => key.length === 1).map(([name, key]) => [key, name]),
);

/**
 * Keys of a US keyboard by where they are: for layouts whose letters are no Latin ones, where `event.key` names none of
 * ours. Thai has `.` and `/`, but elsewhere, and its brackets are `บ` and `ล`.
 */
const BY_PLACE: Record<string, Command> = {
  KeyJ: 'down',
  KeyK: 'up',
  KeyA: 'assign',
  KeyS: 'status',
  KeyN: 'action',
  KeyC: 'call',
  KeyU: 'undo',
  KeyR: 'refresh',
  BracketLeft: 'previous',
  BracketRight: 'next',
  Period: 'done',
  Slash: 'search',
};

/** What this module looks at in a KeyboardEvent. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** AltGr is held: on AZERTY it makes `[` and `]`. */
  getModifierState(key: string): boolean;
}

const isLatin = (key: string) => key.length === 1 && key <= '\u024f';

/** The command of a key on any layout; none while an input method composes, and of letters only where `letters` are on. */
export function commandOf(event: Pressed, letters: boolean): Command | undefined {
  if (event.isComposing) return undefined;
  const { key, code } = event;
  const altGr = event.getModifierState('AltGraph');
  if ((event.ctrlKey || event.metaKey) && !altGr && !event.altKey) {
    const isK = isLatin(key) ? key.toLowerCase() === 'k' : code === 'KeyK';
    return isK && !event.shiftKey ? 'palette' : undefined;
  }
  if (key === 'Escape') return 'close';
  // AltGr is Control and Alt together on Windows, Option is Alt on a Mac: there they only make the character.
  if (!letters || (event.altKey && !altGr && !'[]'.includes(key))) return undefined;
  const named = BY_KEY.get(event.shiftKey && /^[A-Z]$/.test(key) ? '' : key.toLowerCase());
  if (named) return named;
  if (key.length !== 1 || isLatin(key)) return undefined;
  if (event.shiftKey) return code === 'Slash' ? 'help' : undefined;
  return BY_PLACE[code];
}
