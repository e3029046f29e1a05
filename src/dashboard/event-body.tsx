/** @jsxImportSource preact */
import type { StoredEvent } from '../schema/event.js';
import { useDesk } from './context.js';
import { intentName, reasonName } from './names.js';

type Of<T extends StoredEvent['type']> = Extract<StoredEvent, { type: T }>['payload'];

interface Props {
  readonly event: Pick<StoredEvent, 'type' | 'payload'>;
  /** Whether it is a booking that was taken back. */
  readonly isOff?: boolean;
}

/** An event for people. Everything from visitors is text. */
export function EventBody({ event, isOff = false }: Props) {
  // A stored event's payload is that of its type: the rules hold it to that.
  const one = event as StoredEvent;
  switch (one.type) {
    case 'AUDIT_COMPLETED':
      return <Audit {...one.payload} />;
    case 'CALL_REQUESTED':
      return <Call {...one.payload} />;
    case 'CHAT_SUMMARIZED':
      return <Chat {...one.payload} />;
    case 'APPOINTMENT_BOOKED':
      return <Appointment {...one.payload} isOff={isOff} />;
    default:
      return one satisfies never;
  }
}

function Audit(payload: Of<'AUDIT_COMPLETED'>) {
  const { words } = useDesk();
  const { audit: text } = words.value;
  const { audit_status, confidence_score, issues, missing_docs, ready_for_payment, visa_type } = payload;
  return (
    <>
      <p class="verdict">
        <span class={`tag ${audit_status.toLowerCase()}`}>{text[audit_status]}</span>
        <Score value={confidence_score} label={text.score(number(confidence_score))} />
        <span>{intentName(words.value, visa_type)}</span>
        <span class={ready_for_payment ? 'tag ready' : 'soft'}>{ready_for_payment ? text.ready : text.notReady}</span>
      </p>
      <Texts title={text.missing} items={missing_docs} />
      <Texts title={text.issues} items={issues} />
      {!missing_docs.length && !issues.length && <p class="soft">{text.complete}</p>}
    </>
  );
}

function Call({ reason, user_stage, notes, transcript }: Of<'CALL_REQUESTED'>) {
  const { words } = useDesk();
  const { call: text } = words.value;
  // Of a call that was noted by hand there is nothing else.
  const said = notes || transcript;
  return (
    <>
      {said && <blockquote class="prose">{said}</blockquote>}
      <dl>
        <Fact name={text.reason} value={reasonName(words.value, reason)} />
        <Fact name={text.stage} value={reasonName(words.value, user_stage)} />
      </dl>
      {transcript && transcript !== said && (
        <details class="long">
          <summary>{text.transcript}</summary>
          <p class="prose">{transcript}</p>
        </details>
      )}
    </>
  );
}

function Chat({ executive_summary, strengths, weaknesses, action_plan, visa_score }: Of<'CHAT_SUMMARIZED'>) {
  const { words } = useDesk();
  const { chat: text } = words.value;
  return (
    <>
      <p class="verdict">
        <Score value={visa_score} label={text.score(number(visa_score))} />
      </p>
      <p class="prose">{executive_summary}</p>
      <div class="halves">
        <Texts title={text.strengths} items={strengths} />
        <Texts title={text.weaknesses} items={weaknesses} />
      </div>
      {action_plan.length > 0 && (
        <>
          <p class="part">{text.plan}</p>
          <ol class="plan">
            {action_plan.map(({ step, timing }) => (
              <li key={step}>
                {step} {timing && <span class="soft">{timing}</span>}
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Appointment(payload: Of<'APPOINTMENT_BOOKED'> & { readonly isOff: boolean }) {
  const { start_time, end_time, location, event_uri, isOff } = payload;
  const { words, times, now } = useDesk();
  const { appointment: text } = words.value;
  return (
    <dl>
      <Fact
        name={text.when}
        value={`${times.value.moment(start_time, now.value)} – ${times.value.clock(end_time)} (${isOff ? text.canceled : times.value.relative(start_time, now.value)})`}
      />
      <Fact name={text.where} value={location} />
      {/^https:\/\//.test(event_uri) && (
        <dd class="wide">
          <a href={event_uri} target="_blank" rel="noreferrer">
            {text.open}
          </a>
        </dd>
      )}
    </dl>
  );
}

const number = (value: number) => String(Math.round(value));

function Score({ value, label }: { readonly value: number; readonly label: string }) {
  return (
    <span class="meter">
      <meter min={0} max={100} low={40} high={70} optimum={100} value={value} aria-label={label} />
      {label}
    </span>
  );
}

function Texts({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (!items.length) return null;
  return (
    <div>
      <p class="part">{title}</p>
      <ul class="texts">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  if (!value) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
