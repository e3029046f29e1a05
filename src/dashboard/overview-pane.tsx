/** @jsxImportSource preact */
import { useComputed } from '@preact/signals';
import { RefreshCw } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useDesk } from './context.js';
import type { Desk } from './desk.js';
import { EventsPanel, ResponsesPanel, ScoresPanel, StatusesPanel } from './figure-panels.js';
import { Icon } from './icon.js';
import { type Figures, openFigures } from './open-figures.js';
import { ToDo } from './to-do.js';
import { enOverview } from './words/en-overview.js';
import { frOverview } from './words/fr-overview.js';

const WORDS = { en: enOverview, fr: frOverview };

/** Figures outlive the view: whoever comes back sees the last ones until there are new ones. */
const opened = new WeakMap<Desk, Figures>();

function figuresOf(desk: Desk): Figures {
  const figures = opened.get(desk) ?? openFigures(desk.store, desk.agent);
  opened.set(desk, figures);
  return figures;
}

/** What there is to do now, and how it goes: a picture for each question, every figure of cases a link to them. */
export function OverviewPane() {
  const desk = useDesk();
  const { place, agent, recounts, store, preferences, times, go } = desk;
  const figures = figuresOf(desk);
  const { toDo, statuses, scores, days, responses, asked } = figures;
  const text = WORDS[preferences.language.value];
  const { site } = place.value;
  const states = useComputed(() => [toDo, statuses, scores, days, responses].map(({ value }) => value.state));
  const round = recounts.value;
  const online = store.online.value;
  useEffect(() => {
    void round;
    if (online) figures.ask(site, Date.now());
  }, [figures, site, round, online]);
  const sites = agent.sites === 'all' ? figures.sites.value : agent.sites;
  const offered = [...new Set([...sites, site])].filter(Boolean).sort();
  const numbers = new Intl.NumberFormat(preferences.language.value);
  const props = { figures, text, number: (value: number) => numbers.format(value) };
  const { at, counts, documents } = asked.value;
  return (
    <div class="overview-scroll">
      <header class="overview-head">
        <h2>{desk.words.value.views.overview}</h2>
        {(offered.length > 1 || site) && (
          <label class="tool">
            <span class="for-ears">{text.site}</span>
            <select value={site} onChange={({ currentTarget }) => go({ site: currentTarget.value })}>
              <option value="">{text.allSites}</option>
              {offered.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
        <p class="soft" role="status" data-counts={counts} data-documents={documents}>
          {online && states.value.includes('loading')
            ? text.counting
            : at > 0 && (
                <span title={text.cost(props.number(counts), props.number(documents))}>
                  {text.countedAt(times.value.clock(new Date(at).toISOString()))}
                </span>
              )}
          {states.value.includes('failed') && ` ${text.notAll}`}
          {!online && ` ${text.offline}`}
        </p>
        <button type="button" class="tool" onClick={() => recounts.value++}>
          <Icon of={RefreshCw} size={14} />
          {text.again} <kbd>r</kbd>
        </button>
      </header>
      <ToDo {...props} />
      <div class="panels">
        <StatusesPanel {...props} />
        <ResponsesPanel {...props} />
        <EventsPanel {...props} />
        <ScoresPanel {...props} />
      </div>
    </div>
  );
}
