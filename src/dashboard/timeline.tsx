/** @jsxImportSource preact */
import { CalendarCheck, FileCheck, type IconNode, MessageSquareText, Phone, PhoneIncoming } from 'lucide';
import { bookingTakenBackBy } from '../schema/booking.js';
import type { StoredEvent } from '../schema/event.js';
import type { EventType } from '../schema/event-id.js';
import { recorderOf } from '../schema/recorded-call.js';
import { ConflictNote } from './conflict-note.js';
import { useDesk } from './context.js';
import { EventBody } from './event-body.js';
import { Icon } from './icon.js';
import { eventName, ownerName } from './names.js';

const ICONS: Record<EventType, IconNode> = {
  AUDIT_COMPLETED: FileCheck,
  CALL_REQUESTED: PhoneIncoming,
  CHAT_SUMMARIZED: MessageSquareText,
  APPOINTMENT_BOOKED: CalendarCheck,
};

/** How late an event may arrive before that is worth a word, ms. */
const LATE = 5 * 60_000;

/** What happened, latest first, by days of the viewer's zone. */
export function Timeline() {
  const { words, times, now, open } = useDesk();
  const { timeline: text } = words.value;
  const events = open.events.value;
  const canceled = new Set(events?.map(bookingTakenBackBy));
  let day = '';
  return (
    <section class="timeline">
      <h3>{text.title}</h3>
      {events?.length === 0 && <p class="soft">{text.empty}</p>}
      <ol>
        {events?.map((event) => {
          const own = times.value.day(event.timestamp, now.value);
          const begins = own !== day;
          day = own;
          return (
            <li key={event.event_id}>
              {begins && <h4 class="day">{own}</h4>}
              <Entry event={event} isOff={canceled.has(event.event_id)} />
            </li>
          );
        })}
      </ol>
      {open.hasMore.value && (
        <button type="button" class="more" onClick={() => open.more()}>
          {text.more}
        </button>
      )}
    </section>
  );
}

function Entry({ event, isOff }: { readonly event: StoredEvent; readonly isOff: boolean }) {
  const { words, times, now, conflicts, agent } = useDesk();
  const { timeline: text, sources, summary } = words.value;
  const others = conflicts.value?.filter(({ event_id }) => event_id === event.event_id) ?? [];
  const recorder = recorderOf(event);
  const late = Date.parse(event.received_at) - Date.parse(event.timestamp) > LATE;
  return (
    <article class={`entry ${event.type.toLowerCase().replaceAll('_', '-')}`}>
      <span class="entry-icon" aria-hidden="true">
        <Icon of={event.source === 'MANUAL' && event.type === 'CALL_REQUESTED' ? Phone : ICONS[event.type]} />
      </span>
      <header>
        <h5>{eventName(words.value, event)}</h5>
        <span class="soft">
          {sources[event.source]}
          {recorder !== undefined && `, ${ownerName(words.value, recorder, agent.uid)}`}
          {late && ` · ${text.late(times.value.moment(event.received_at, now.value))}`}
        </span>
        <time dateTime={event.timestamp} title={times.value.exact(event.timestamp)}>
          {times.value.clock(event.timestamp)}
        </time>
      </header>
      {event.summary && (
        <p class="prose" lang={event.summary.lang}>
          <span class="for-ears">{summary}: </span>
          {event.summary.text}
        </p>
      )}
      <EventBody event={event} isOff={isOff} />
      {event.client_timestamp && <p class="soft">{text.corrected}</p>}
      {others.map((conflict) => (
        <ConflictNote key={conflict.content_hash} conflict={conflict} kept={event} />
      ))}
      <details class="raw">
        <summary>{text.raw}</summary>
        {/* Wide lines are scrolled through with the keyboard too. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(event, null, 2)}</pre>
      </details>
    </article>
  );
}
