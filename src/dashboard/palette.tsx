/** @jsxImportSource preact */
import { act, exportList, subjectOf } from './acts.js';
import { Chooser, type Option } from './chooser.js';
import { useDesk } from './context.js';
import { type Command, KEYS } from './keys.js';
import { isList, VIEWS } from './place.js';

/** Commands that need no case. */
const ALWAYS: readonly Command[] = ['search', 'refresh', 'undo', 'help'];
const ON_A_CASE: readonly Command[] = ['done', 'assign', 'status', 'action', 'call', 'previous', 'next', 'close'];

/** Everything that can be done here, by name. */
export function Palette() {
  const desk = useDesk();
  const { palette: text, commands, views } = desk.words.value;
  const option = (command: Command): Option => ({
    id: command,
    name: commands[command],
    key: KEYS[command],
    choose: () => void act(desk, command),
  });
  const options: Option[] = [
    ...(subjectOf(desk) ? ON_A_CASE : []).map(option),
    ...VIEWS.map((view) => ({ id: view, name: text.go(views[view]), choose: () => desk.goTo(view) })),
    ...ALWAYS.map(option),
    ...(isList(desk.place.value.view)
      ? [{ id: 'export', name: desk.words.value.export.title, choose: () => exportList(desk) }]
      : []),
  ];
  return <Chooser title={text.title} placeholder={text.placeholder} none={text.none} options={options} />;
}
