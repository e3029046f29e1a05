/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import { actionTimes, instantOf } from './action-times.js';
import { setAction, subjectOf } from './acts.js';
import { Chooser } from './chooser.js';
import { useDesk } from './context.js';

export function ActionMenu() {
  const desk = useDesk();
  const { words, times, now, overlay } = desk;
  const fault = useSignal(false);
  const row = subjectOf(desk);
  const { actionMenu: text, palette } = words.value;
  if (!row) return null;
  const offered = actionTimes(new Date(now.value));
  // What is past by now is no next action.
  const names = (['hour', 'afternoon', 'tomorrow', 'threeDays', 'week'] as const).filter(
    (name) => Date.parse(offered[name]) > now.value,
  );
  const options = [
    ...names.map((name) => ({
      id: name,
      name: text[name],
      shown: (
        <>
          {text[name]} <span class="soft">{times.value.moment(offered[name], now.value)}</span>
        </>
      ),
      choose: () => setAction(desk, row, offered[name]),
    })),
    ...(row.next_action_at ? [{ id: 'clear', name: text.clear, choose: () => setAction(desk, row, undefined) }] : []),
  ].map((option, i) => ({ ...option, key: String(i + 1) }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // The form that this listens to.
    const instant = instantOf(String(new FormData(event.currentTarget as HTMLFormElement).get('at')));
    fault.value = !instant;
    if (!instant) return;
    overlay.value = undefined;
    setAction(desk, row, instant);
  };
  return (
    <Chooser title={text.title} placeholder={text.title} none={palette.none} options={options} byDigit>
      <form class="own-time" onSubmit={submit} noValidate>
        <label>
          {text.own}
          <input type="datetime-local" name="at" aria-describedby="own-time-fault" aria-invalid={fault.value} />
        </label>
        <button type="submit">{text.set}</button>
        <p id="own-time-fault" class="fault" role="alert">
          {fault.value && text.bad}
        </p>
      </form>
    </Chooser>
  );
}
