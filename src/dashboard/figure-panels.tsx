/** @jsxImportSource preact */
import { AGENT_STATUSES } from '../schema/case-status.js';
import { Chart } from './chart.js';
import { useDesk } from './context.js';
import { SCORE_STEP } from './figures.js';
import { type FigureProps, Panel } from './panel.js';
import { PlaceLink } from './place-link.js';
import { StatusMark } from './status-mark.js';

const sumOf = (counts: readonly (readonly [unknown, number])[]) => counts.reduce((sum, [, count]) => sum + count, 0);

/** The funnel: each status leads to its cases. */
export function StatusesPanel({ figures, text, number }: FigureProps) {
  const { place } = useDesk();
  const { site } = place.value;
  const isOver = (status: string) => AGENT_STATUSES.some((one) => one === status);
  return (
    <Panel id="statuses" title={text.statuses} of={figures.statuses.value} text={text}>
      {(counts) => {
        const sum = sumOf(counts);
        if (!sum) return <p class="soft">{text.statusesNone}</p>;
        return (
          <>
            <p class="soft">{text.statusesOf(number(sum))}</p>
            <Chart
              caption={text.statuses}
              rowsAre={text.status}
              series={[text.cases]}
              kind="bar"
              rows={counts.map(([status, count]) => ({
                key: status,
                name: (
                  <PlaceLink view={isOver(status) ? 'all' : 'inbox'} filters={{ site, status: [status] }}>
                    <StatusMark status={status} />
                  </PlaceLink>
                ),
                values: [count],
              }))}
              text={text}
              number={number}
            />
          </>
        );
      }}
    </Panel>
  );
}

/** How long clients waited for those cases that were dealt with last. */
export function ResponsesPanel({ figures, text, number }: FigureProps) {
  const { times } = useDesk();
  return (
    <Panel id="responses" title={text.responses} of={figures.responses.value} text={text}>
      {({ of, among, median, p90, counts }) => {
        if (median === undefined || p90 === undefined) return <p class="soft">{text.responsesNone}</p>;
        return (
          <>
            <dl class="headline">
              <div>
                <dt>{text.median}</dt>
                <dd>{times.value.lasting(median)}</dd>
              </div>
              <div>
                <dt>{text.p90}</dt>
                <dd>{times.value.lasting(p90)}</dd>
              </div>
            </dl>
            <Chart
              caption={text.responses}
              rowsAre={text.response}
              series={[text.cases]}
              kind="bar"
              rows={counts.map((count, i) => ({ key: String(i), name: text.classes[i], values: [count] }))}
              text={text}
              number={number}
            />
            <p class="soft note">{text.responsesOf(number(of), number(among - of))}</p>
          </>
        );
      }}
    </Panel>
  );
}

/** What came in, day by day where the viewer is. */
export function EventsPanel({ figures, text, number }: FigureProps) {
  const { words, times, now } = useDesk();
  const names = { ...words.value.events, CALL_REQUESTED: text.calls };
  return (
    <Panel id="events" title={text.events} of={figures.days.value} text={text}>
      {(days) => {
        const totals = days.map(({ counts }) => sumOf(counts));
        const sum = totals.reduce((all, one) => all + one, 0);
        if (!sum) return <p class="soft">{text.eventsNone}</p>;
        const most = Math.max(...totals);
        const best = times.value.day(days[totals.indexOf(most)]!.from, now.value);
        return (
          <>
            <p class="soft">{text.eventsOf(number(sum), best, number(most))}</p>
            <Chart
              caption={text.events}
              rowsAre={text.day}
              series={days[0]!.counts.map(([type]) => names[type])}
              kind="column"
              rows={days.map(({ from, counts }) => ({
                key: from,
                name: (
                  <>
                    <span class="for-ears">{times.value.shortDay(from)}</span>
                    <span class="tick" aria-hidden="true">
                      {times.value.weekday(from)}
                      <b>{new Date(from).getDate()}</b>
                    </span>
                  </>
                ),
                values: counts.map(([, count]) => count),
              }))}
              text={text}
              number={number}
            />
          </>
        );
      }}
    </Panel>
  );
}

/** The latest audit of each case. */
export function ScoresPanel({ figures, text, number }: FigureProps) {
  return (
    <Panel id="scores" title={text.scores} of={figures.scores.value} text={text}>
      {(counts) => {
        const sum = sumOf(counts);
        if (!sum) return <p class="soft">{text.scoresNone}</p>;
        return (
          <>
            <p class="soft">{text.scoresOf(number(sum))}</p>
            <Chart
              caption={text.scores}
              rowsAre={text.score}
              series={[text.cases]}
              kind="column"
              rows={counts.map(([from, count]) => {
                const to = from + SCORE_STEP;
                return {
                  key: String(from),
                  name: (
                    <span>
                      {from}
                      <span class="to">–{to < 100 ? to - 1 : to}</span>
                    </span>
                  ),
                  values: [count],
                };
              })}
              text={text}
              number={number}
            />
          </>
        );
      }}
    </Panel>
  );
}
