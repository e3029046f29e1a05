/** @jsxImportSource preact */
import { Mail, MessageCircle, NotebookPen, Phone } from 'lucide';
import type { RefObject } from 'preact';
import type { CaseDocument } from '../schema/case.js';
import { act } from './acts.js';
import { otherNames, phonesOf } from './contacts.js';
import { useDesk } from './context.js';
import { Icon } from './icon.js';
import { eventName } from './names.js';
import { callLink, mailLink, readable, whatsAppLink } from './phone.js';

interface Props {
  readonly row: CaseDocument;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

/** Who it is, and the ways to reach them. */
export function ContactCard({ row, heading }: Props) {
  const desk = useDesk();
  const { words, times, now, open } = desk;
  const { contact: text } = words.value;
  const lead = open.lead.value;
  const phones = phonesOf(lead?.phone, open.events.value ?? []);
  const [first] = phones;
  const email = row.lead_id;
  return (
    <section class="contact" aria-label={text.title}>
      <h2 tabIndex={-1} ref={heading}>
        {lead?.name ?? email}
      </h2>
      <p class="contact-line">
        <span>{email}</span>
        {lead && (
          <span class="soft" title={times.value.exact(lead.created_at)}>
            {text.since(times.value.moment(lead.created_at, now.value))}
          </span>
        )}
      </p>
      <p class="reach">
        {first ? (
          <>
            <a class="button" href={callLink(first.phone)}>
              <Icon of={Phone} />
              <span class="for-ears">{text.call} </span>
              {readable(first.phone)}
            </a>
            <a class="button" href={whatsAppLink(first.phone)} target="_blank" rel="noreferrer">
              <Icon of={MessageCircle} />
              {text.whatsApp}
            </a>
          </>
        ) : (
          <span class="unset">{lead ? text.noPhone : ''}</span>
        )}
        <a class="button" href={mailLink(email)}>
          <Icon of={Mail} />
          {text.mail}
        </a>
        <button type="button" onClick={() => act(desk, 'call')}>
          <Icon of={NotebookPen} />
          {text.note} <kbd>C</kbd>
        </button>
      </p>
    </section>
  );
}

/** What does not agree: numbers and names that came with events and differ. */
export function ContactDoubts() {
  const { words, times, now, open } = useDesk();
  const { contact: text } = words.value;
  const lead = open.lead.value;
  const phones = phonesOf(lead?.phone, open.events.value ?? []);
  const names = otherNames(lead?.name, open.events.value ?? []);
  if (phones.length < 2 && !names.length) return null;
  return (
    <section class="contacts">
      {phones.length > 1 && (
        <div class="warning">
          <p>{text.numbers(phones.length)}</p>
          <ul>
            {phones.map(({ phone, event }, i) => (
              <li key={phone}>
                <a href={callLink(phone)}>{readable(phone)}</a>{' '}
                <span class="soft">
                  {i === 0 && `${text.latest} · `}
                  {event && text.given(eventName(words.value, event), times.value.moment(event.timestamp, now.value))}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {names.length > 0 && (
        <p class="soft">
          {text.names} {names.join(', ')}
        </p>
      )}
    </section>
  );
}
