// Plays Calendly's widget. What it does at "Calendly" is done by local/calendly.ts, which only `npm start` has.
import type { SimulatedOutcome, SimulatedStep } from '../local/calendly.js';
import type { SimulatedBooking } from '../local/calendly-webhook.js';
import { byId, element } from './element.js';
import { day } from './stored-fields.js';

/** How many times are on offer, one a day. */
const SLOTS = 5;

const form = byId<HTMLFormElement>('book');
const slot = byId<HTMLSelectElement>('slot');
const booked = byId('booked');
const steps = [...document.querySelectorAll<HTMLButtonElement>('[data-step]')];

/** What is booked, until it is canceled. */
let booking: SimulatedBooking | undefined;

/** Offers times, and tells of everything that comes of a press of a button. */
export function calendlyWidget(heard: (outcome: SimulatedOutcome) => void): void {
  slot.append(...offers().map((start) => element('option', { value: start }, day(start).textContent ?? start)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = (id: string) => byId<HTMLInputElement | HTMLSelectElement>(id).value;
    const asked = { email: value('email'), name: value('name'), start_time: slot.value };
    void take({ do: 'book', booking: { ...asked, location: { type: value('location') } } }, heard);
  });
  for (const button of steps)
    button.addEventListener('click', () => {
      const step = booking && stepOf(button.dataset.step ?? '', booking);
      if (step) void take(step, heard);
    });
}

function stepOf(name: string, on: SimulatedBooking): SimulatedStep | undefined {
  switch (name) {
    case 'rebook':
      return { do: name, booking: on, start_time: slot.value };
    case 'cancel':
      return { do: name, booking: on, reason: 'I cannot make it' };
    case 'repeat':
    case 'forge':
      return { do: name, booking: on };
    default:
      return undefined;
  }
}

async function take(step: SimulatedStep, heard: (outcome: SimulatedOutcome) => void): Promise<void> {
  const response = await fetch('/__/calendly', { method: 'POST', body: JSON.stringify(step) }).catch(() => undefined);
  if (!response?.ok) {
    booked.textContent = 'Nobody plays Calendly here: start the demo with npm start.';
    return;
  }
  const outcome = (await response.json()) as SimulatedOutcome; // local/calendly.ts answers with nothing else
  booking = step.do === 'cancel' ? undefined : outcome.booking;
  for (const button of steps) button.disabled = !booking;
  booked.replaceChildren(
    booking ? 'Booked: ' : 'Canceled: ',
    day(outcome.booking.start_time),
    `, ${outcome.booking.email}.`,
  );
  heard(outcome);
  // Of a booking, a new or a moved one, Calendly's widget tells the page where it is, and no more.
  if (step.do === 'book' || step.do === 'rebook')
    postMessage(
      {
        event: 'calendly.event_scheduled',
        payload: { event: { uri: outcome.booking.event }, invitee: { uri: outcome.booking.invitee } },
      },
      location.origin,
    );
}

function offers(): string[] {
  return Array.from({ length: SLOTS }, (_, days) => {
    const start = new Date(Date.now() + (days + 1) * 86_400_000);
    start.setUTCHours(9, 0, 0, 0);
    return start.toISOString();
  });
}
