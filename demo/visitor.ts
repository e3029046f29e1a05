import { type Crm, isCrmValidationError } from '../src/sdk/index.js';
import { byId, element, setText } from './element.js';
import { field } from './field.js';
import type { NetworkSwitch } from './network.js';
import { VISITOR } from './samples.js';
import { t } from './words.js';

/** The email the page identified last. The SDK keeps the lead itself and tells only whether there is one. */
const KEY = 'crm-demo-email';

/** The bar above: who the lead is, consent, and the network switch. */
export function visitorBar(crm: Crm, network: NetworkSwitch): void {
  identifyForm(crm);
  consentChoice(crm);
  networkChoice(network);
}

function identifyForm(crm: Crm): void {
  const fields = {
    email: field('Email', { type: 'email', value: VISITOR.email, autocomplete: 'off' }),
    name: field('Name', { value: VISITOR.name, autocomplete: 'off' }),
    phone: field('Phone', { type: 'tel', value: VISITOR.phone, autocomplete: 'off' }),
  };
  const forget = element('button', { type: 'button', className: 'quiet' }, t('Reset'));
  const form = byId<HTMLFormElement>('identify');
  form.append(
    ...Object.values(fields).map(({ root }) => root),
    element(
      'div',
      { className: 'actions' },
      element('button', { type: 'submit', className: 'primary' }, t('Identify')),
      forget,
    ),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [email, name, phone] = Object.values(fields).map(({ input }) => input.value);
    let issues: readonly { path: string; message: string }[] = [];
    try {
      await crm.identify({ email: email ?? '', ...(name && { name }), ...(phone && { phone }) });
      sessionStorage.setItem(KEY, email ?? '');
    } catch (error) {
      if (!isCrmValidationError(error)) throw error;
      issues = error.issues;
    }
    for (const [name, one] of Object.entries(fields))
      one.complain(issues.filter(({ path }) => path === `lead.${name}`).map(({ message }) => message));
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    show();
  });
  forget.addEventListener('click', () => void crm.reset());

  const state = byId('visitor-state');
  const show = () => {
    const { identified } = crm.status();
    const email = sessionStorage.getItem(KEY);
    state.classList.toggle('on', identified);
    if (!identified) setText(state, t('Nobody yet: events are held until there is a lead.'));
    else setText(state, email ? t('Identified as {email}', { email }) : t('Identified by an earlier page'));
  };
  crm.subscribe(show);
  show();
}

function consentChoice(crm: Crm): void {
  const group = byId('consent');
  const choices = { granted: t('Granted'), denied: t('Denied') };
  const row = element('div', { className: 'segments' });
  const inputs = Object.entries(choices).map(([value, words]) => {
    const input = element('input', { type: 'radio', name: 'consent', value });
    input.addEventListener('change', () => void crm.setConsent(value as keyof typeof choices)); // a key of choices
    row.append(element('label', {}, input, element('span', {}, words)));
    return input;
  });
  group.append(row);
  const show = () => {
    for (const input of inputs) input.checked = input.value === crm.status().consent;
  };
  crm.subscribe(show);
  show();
}

function networkChoice(network: NetworkSwitch): void {
  const input = element('input', { type: 'checkbox', id: 'network-down', checked: network.down });
  input.setAttribute('role', 'switch');
  input.setAttribute('aria-describedby', 'network-hint');
  const hint = t('Cuts off the CRM, not Firestore.');
  input.addEventListener('change', () => network.set(input.checked));
  byId('network').append(
    element('label', { htmlFor: input.id, className: 'switch' }, input, element('span', {}, t('Network down'))),
    element('p', { id: 'network-hint' }, hint),
  );
}
