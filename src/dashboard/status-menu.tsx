/** @jsxImportSource preact */
import { CASE_STATUSES } from '../schema/case-status.js';
import { setStatus, subjectOf } from './acts.js';
import { Chooser } from './chooser.js';
import { useDesk } from './context.js';
import { StatusMark } from './status-mark.js';

export function StatusMenu() {
  const desk = useDesk();
  const row = subjectOf(desk);
  const { statusMenu: text, statuses, palette } = desk.words.value;
  if (!row) return null;
  const options = CASE_STATUSES.map((status, i) => ({
    id: status,
    name: statuses[status],
    shown: <StatusMark status={status} />,
    key: String(i + 1),
    choose: () => setStatus(desk, row, status),
  }));
  return (
    <Chooser
      title={text.title}
      placeholder={text.filter}
      none={palette.none}
      options={options}
      byDigit
      start={CASE_STATUSES.indexOf(row.status)}
    />
  );
}
