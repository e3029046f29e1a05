// A site with Calendly's widget: what the page hears, what the webhook does, what the agents see.
import type { SimulatedOutcome } from '../local/calendly.js';
import { appointmentOf, type Booking, onBooking } from '../src/calendly/index.js';
import { createCrm } from '../src/sdk/index.js';
import { calendlyWidget } from './calendly-widget.js';
import { type CaseView, caseView } from './case-view.js';
import { byId, element, setText } from './element.js';
import { clock } from './stored-fields.js';

const heard = byId('heard');
const tell = byId<HTMLButtonElement>('tell');
const told = byId('told');
const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });

let latest: SimulatedOutcome | undefined;

// On a real site without the second argument: there the widget is a frame of https://calendly.com.
onBooking((booking) => {
  show(booking);
  tell.disabled = false;
  told.textContent = '';
}, location.origin);

calendlyWidget((outcome) => {
  latest = outcome;
  byId('no-webhooks').hidden = true;
  for (const { event, status, answer } of outcome.deliveries)
    byId('webhooks').prepend(
      element(
        'li',
        {},
        element('strong', {}, `${event}: ${status}`),
        ` ${clock(new Date())} `,
        element('code', {}, JSON.stringify(answer)),
      ),
    );
  void watch(outcome.booking.email);
});

// A page knows the whole booking where its own server has asked Calendly for it; here the simulation tells it.
tell.addEventListener('click', async () => {
  if (!latest) return;
  const { event, email, ...rest } = latest.booking;
  const payload = appointmentOf({ uri: event, ...rest });
  const sourceId = heard.querySelector<HTMLElement>('[data-field="sourceId"]')?.textContent ?? '';
  const { delivered } = await crm.appointmentBooked(payload, { sourceId, lead: { email } });
  const { status } = await delivered;
  told.textContent = `${status}: ${status === 'duplicate' ? 'the webhook has told it already' : 'see below'}.`;
});

function show(booking: Booking): void {
  heard.replaceChildren(
    ...Object.entries(booking).map(([name, value]) =>
      element(
        'div',
        {},
        element('dt', {}, element('code', {}, name)),
        element('dd', {}, element('code', { 'data-field': name }, value)),
      ),
    ),
  );
}

const views = new Map<string, CaseView>();
/** Whose cases are shown. */
let email = '';
let watching: Promise<void> | undefined;

/** Shows the cases of a lead, live. Firestore is loaded with the first booking. */
function watch(of: string): Promise<void> {
  email = of;
  watching ??= start();
  return watching;
}

async function start(): Promise<void> {
  const state = byId('cases-state');
  try {
    const { connectFirestore } = await import('./firestore-live.js');
    const live = await connectFirestore();
    live.watchCases(
      (cases, connected) => {
        setText(state, connected ? 'Live, as admin@example.com.' : 'Connection lost; what is shown may be old.');
        const own = cases.filter(({ fields }) => fields.lead_id === email);
        for (const [id, view] of views)
          if (!own.some((one) => one.id === id)) {
            view.close();
            view.root.remove();
            views.delete(id);
          }
        for (const { id, fields } of own) {
          let view = views.get(id);
          if (!view) {
            views.set(id, (view = caseView(id, live)));
            byId('cases').append(view.root);
            view.open();
          }
          view.update(fields);
        }
      },
      (error) => setText(state, `Firestore cannot be shown: ${error.message}`),
    );
  } catch (error) {
    watching = undefined;
    setText(state, `Firestore cannot be shown: ${error}`);
  }
}
