/** @jsxImportSource preact */
import {
  AlarmClock,
  ChartNoAxesColumn,
  CornerDownLeft,
  GitCompareArrows,
  type IconNode,
  Inbox,
  Keyboard,
  Layers,
  LogOut,
  Menu,
  UserRound,
} from 'lucide';
import { LanguageChoice, ThemeChoice } from './choices.js';
import { useDesk } from './context.js';
import { MARKED } from './desk.js';
import { Icon } from './icon.js';
import { VIEWS, type View } from './place.js';
import { PlaceLink } from './place-link.js';

const ICONS: Record<View, IconNode> = {
  inbox: Inbox,
  returned: CornerDownLeft,
  mine: UserRound,
  due: AlarmClock,
  all: Layers,
  conflicts: GitCompareArrows,
  overview: ChartNoAxesColumn,
};

export function Sidebar({ leave }: { leave(): void }) {
  const { agent, words, place, preferences, overlay, returned, store, edits } = useDesk();
  const { view: current } = place.value;
  const isOpen = overlay.value === 'menu';
  const count = returned.value.length;
  return (
    <header class="sidebar">
      <div class="brand">
        <span class="mark" aria-hidden="true" />
        <h1>{words.value.title}</h1>
        <button
          type="button"
          class="icon-button menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => (overlay.value = isOpen ? undefined : 'menu')}
        >
          <Icon of={Menu} size={20} />
          <span class="for-ears">{words.value.menu}</span>
        </button>
      </div>
      <div id="menu" class={isOpen ? 'menu open' : 'menu'}>
        <nav aria-label={words.value.navigation}>
          <ul>
            {VIEWS.map((view) => (
              <li key={view}>
                <PlaceLink view={view} current={current === view}>
                  <Icon of={ICONS[view]} />
                  <span>{words.value.views[view]}</span>
                  {view === 'returned' && count > 0 && (
                    <span class="count">{count >= MARKED ? `${MARKED}+` : count}</span>
                  )}
                </PlaceLink>
              </li>
            ))}
          </ul>
        </nav>
        <div class="settings">
          {!store.online.value && (
            <p class="offline" role="status">
              {words.value.offline}
              {edits.waiting.value > 0 && ` ${words.value.edit.pending(edits.waiting.value)}.`}
            </p>
          )}
          <LanguageChoice preferences={preferences} words={words.value} />
          <ThemeChoice preferences={preferences} words={words.value} />
          <button type="button" class="quiet" onClick={() => (overlay.value = 'help')}>
            <Icon of={Keyboard} />
            <span>{words.value.settings.keyboard}</span>
            <kbd>?</kbd>
          </button>
          <div class="who">
            <span class="avatar" aria-hidden="true">
              {agent.name.slice(0, 1).toUpperCase()}
            </span>
            <span class="who-name">
              {agent.name}
              <small>{words.value.role[agent.role]}</small>
            </span>
            <button type="button" class="icon-button" onClick={leave} title={words.value.signOut}>
              <Icon of={LogOut} />
              <span class="for-ears">{words.value.signOut}</span>
            </button>
          </div>
        </div>
      </div>
    </header>
  );
}
