/** @jsxImportSource preact */
import { useEffect } from 'preact/hooks';
import { ActionMenu } from './action-menu.js';
import { act } from './acts.js';
import { CallNote } from './call-note.js';
import { CasePane } from './case-pane.js';
import { ConflictsPane } from './conflicts-pane.js';
import { useDesk } from './context.js';
import { Help } from './help.js';
import { commandOf } from './keys.js';
import { ListPane } from './list-pane.js';
import { Notices } from './notices.js';
import { Overview } from './overview.js';
import { Palette } from './palette.js';
import { Sidebar } from './sidebar.js';
import { StatusMenu } from './status-menu.js';

/** Where letters are text. Enter and the keys of a control are its own. */
const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable]';

/** The page of somebody who is signed in. */
export function Workplace({ leave }: { leave(): void }) {
  const desk = useDesk();
  const { place, overlay, preferences, edits, calls, words } = desk;

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const command = commandOf(event, preferences.letters.value);
      if (!command || event.defaultPrevented) return;
      // Anything may be the target, the document too.
      const target = event.target instanceof Element ? event.target : undefined;
      const typing = target?.closest(TYPING);
      if (typing && command !== 'palette' && command !== 'close') return;
      // A dialog has keys of its own; only the one that opens the palette goes through.
      if (overlay.value && command !== 'palette') return;
      if (act(desk, command)) event.preventDefault();
    };
    // Edits and drafts live in memory until the server has them.
    const leaving = (event: BeforeUnloadEvent) => {
      if (edits.waiting.value || calls.isPending()) event.preventDefault();
    };
    addEventListener('keydown', pressed);
    addEventListener('beforeunload', leaving);
    return () => {
      removeEventListener('keydown', pressed);
      removeEventListener('beforeunload', leaving);
    };
  }, [desk, preferences, overlay, edits, calls]);

  const { view, caseId } = place.value;
  useEffect(() => {
    // The view and nothing of a client: titles end up in histories and in screenshots.
    document.title = `${words.value.views[view]} · ${words.value.title}`;
  }, [view, words.value]);

  return (
    <div class={`workplace ${caseId ? 'has-case' : ''} view-${view}`}>
      <a class="skip" href="#list">
        {words.value.skip}
      </a>
      <Sidebar leave={leave} />
      {view === 'overview' ? (
        <Overview />
      ) : (
        <>
          {view === 'conflicts' ? <ConflictsPane /> : <ListPane />}
          <CasePane />
        </>
      )}
      <Notices />
      {overlay.value === 'help' && <Help />}
      {overlay.value === 'palette' && <Palette />}
      {overlay.value === 'status' && <StatusMenu />}
      {overlay.value === 'action' && <ActionMenu />}
      {overlay.value === 'call' && <CallNote />}
    </div>
  );
}
