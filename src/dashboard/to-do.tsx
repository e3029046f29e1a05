/** @jsxImportSource preact */
import { CLIMBING_STATUSES } from '../schema/case-status.js';
import { useDesk } from './context.js';
import { MOST_RETURNED } from './figures.js';
import type { FigureProps } from './panel.js';
import { Trouble } from './panel.js';
import type { Place, View } from './place.js';
import { PlaceLink } from './place-link.js';

interface Tile {
  readonly name: string;
  readonly view: View;
  readonly owner?: Place['owner'];
  readonly count: string | undefined;
  readonly hint: string;
  /** It wants somebody. */
  readonly urgent?: boolean;
}

/** The first line of the overview: what an agent can do something about, and where. */
export function ToDo({ figures, text, number }: FigureProps) {
  const { times, now, place } = useDesk();
  const { site } = place.value;
  const statuses = figures.statuses.value.value;
  const found = figures.toDo.value.value;
  const shown = (count: number | undefined) => (count === undefined ? undefined : number(count));
  const toAnswer = statuses
    ?.filter(([status]) => CLIMBING_STATUSES.some((one) => one === status))
    .reduce((sum, [, count]) => sum + count, 0);
  const back = found?.returned;
  const tiles: Tile[] = [
    {
      name: text.toAnswer,
      view: 'inbox',
      count: shown(toAnswer),
      hint: found?.longest ? text.longest(times.value.span(found.longest, now.value)) : text.nobodyWaits,
      urgent: !!toAnswer,
    },
    { name: text.nobody, view: 'inbox', owner: 'nobody', count: shown(found?.nobody), hint: text.nobodyHint },
    {
      name: text.returned,
      view: 'returned',
      count: shown(back?.count),
      hint: back && back.among >= MOST_RETURNED ? text.returnedAmong(number(back.among)) : text.returnedHint,
      urgent: !!back?.count,
    },
    {
      name: text.overdue,
      view: 'due',
      count: shown(found?.overdue),
      hint: text.overdueHint,
      urgent: !!found?.overdue,
    },
    { name: text.mine, view: 'mine', count: shown(found?.mine), hint: text.mineHint },
  ];
  return (
    <section aria-labelledby="to-do">
      <h3 id="to-do">{text.toDo}</h3>
      <ul class="tiles">
        {tiles.map(({ name, view, owner, count, hint, urgent }) => (
          <li key={name}>
            <PlaceLink
              view={view}
              filters={{ site, ...(owner && { owner }) }}
              class={`tile ${urgent ? 'urgent' : ''} ${count === '0' ? 'none' : ''}`}
            >
              <span class="tile-name">{name}</span>
              <strong>{count ?? '…'}</strong>
              <small>{hint}</small>
            </PlaceLink>
          </li>
        ))}
      </ul>
      <Trouble of={figures.toDo.value} text={text} />
    </section>
  );
}
