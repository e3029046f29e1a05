// What a page with the script tag writes. It imports nothing of the SDK but types: `crm` is a global.
import type { Crm } from '../src/sdk/index.js';
import { byId, element } from './element.js';

declare global {
  var crm: Crm | undefined;
}

const state = byId('receipt-state');
const receipt = byId('receipt');
const fault = byId('email-fault');
const email = byId<HTMLInputElement>('email');

byId('call').addEventListener('submit', (event) => {
  event.preventDefault();
  void ask();
});

async function ask(): Promise<void> {
  const { crm } = globalThis;
  if (!crm) {
    state.textContent = 'The script has not loaded yet: press again in a moment.';
    return;
  }
  fault.hidden = true;
  email.setAttribute('aria-invalid', 'false');
  try {
    await crm.identify({ email: email.value });
    const { eventId, delivered } = await crm.callRequested({
      reason: 'user_request',
      visa_type: 'DTV',
      user_stage: 'documents_review',
      notes: 'Asked from a page with nothing but the script tag.',
    });
    show({ eventId, delivered: 'waiting' });
    state.textContent = 'Safe on this device; on its way.';
    const verdict = await delivered;
    show({ eventId, delivered: JSON.stringify(verdict) });
    state.textContent = verdict.status === 'accepted' ? 'Accepted: the case stands in Firestore.' : verdict.status;
  } catch (error) {
    // The calls reject with a CrmValidationError alone: nothing was queued, and it says why.
    fault.textContent = (error as Error).message;
    fault.hidden = false;
    email.setAttribute('aria-invalid', 'true');
    email.focus();
  }
}

function show(facts: Record<string, string>): void {
  receipt.replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      element('div', {}, element('dt', {}, element('code', {}, name)), element('dd', {}, element('code', {}, value))),
    ),
  );
}
