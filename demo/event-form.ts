import type { EventType } from '../src/schema/event-id.js';
import { type Crm, isCrmValidationError } from '../src/sdk/index.js';
import { element } from './element.js';
import { field } from './field.js';
import type { Journal } from './journal.js';
import { type Issue, jsonEditor } from './json-editor.js';
import { METHODS, samplePayload, sampleSourceId, sampleSummary, TITLES } from './samples.js';
import { t } from './words.js';

export interface EventFormOptions {
  crm: Crm;
  type: EventType;
  /** What the event says, in a line. */
  gist: string;
  journal: Journal;
  /** Whether the next event shall have the same sourceId again. */
  reuseSourceId(): boolean;
  open: boolean;
}

/** One type of event: a button that emits it, and the data it is emitted with. */
export function eventForm({ crm, type, gist, journal, reuseSourceId, open }: EventFormOptions): HTMLElement {
  const editor = jsonEditor(`payload-${type}`, t('Payload'), samplePayload(type, new Date()));
  const sourceId = field('sourceId', { value: sampleSourceId() });
  const intent = field('intent', {}, 'from visa_type');
  const timestamp = field('timestamp', {}, 'now');
  const summary = field('summary', { value: sampleSummary(type) }, 'none');
  const others = element('ul', { className: 'faults' });
  const again = element('button', { type: 'button', className: 'quiet' }, t('Sample data again'));
  again.addEventListener('click', () => {
    editor.write(samplePayload(type, new Date()));
    sourceId.input.value = sampleSourceId();
    complain([]);
  });

  const data = element(
    'div',
    { id: `data-${type}`, className: 'event-data', hidden: !open },
    element('div', { className: 'event-options' }, sourceId.root, intent.root, timestamp.root, summary.root),
    editor.root,
    others,
    again,
  );
  const toggle = element('button', { type: 'button', className: 'disclose' }, t('Data'));
  toggle.setAttribute('aria-controls', data.id);
  toggle.setAttribute('aria-label', t('Data of {event}', { event: t(TITLES[type]) }));
  const setOpen = (show: boolean) => {
    data.hidden = !show;
    toggle.setAttribute('aria-expanded', String(show));
  };
  setOpen(open);
  toggle.addEventListener('click', () => setOpen(data.hidden !== false));

  const complain = (issues: readonly Issue[]) => {
    const of = (...paths: string[]) => issues.filter(({ path }) => paths.includes(path));
    const shown = [
      [sourceId, of('sourceId', 'source_id')],
      [intent, of('intent')],
      [timestamp, of('timestamp')],
      [summary, of('summary', 'summary.text', 'summary.lang')],
    ] as const;
    for (const [one, found] of shown) one.complain(found.map(({ message }) => message));
    const payload = issues.filter(({ path }) => path === 'payload' || path.startsWith('payload.'));
    editor.complain(payload.map((issue) => ({ ...issue, path: issue.path.replace(/^payload\.?/, '') })));
    const rest = issues.filter(
      (issue) => !payload.includes(issue) && !shown.some(([, found]) => found.includes(issue)),
    );
    others.replaceChildren(
      ...rest.map(({ path, message }) => element('li', {}, element('code', {}, path), element('span', {}, message))),
    );
  };

  const emit = async () => {
    const read = editor.read();
    if ('issue' in read) return complain([{ ...read.issue, path: 'payload' }]);
    const options = {
      sourceId: sourceId.input.value,
      ...(intent.input.value && { intent: intent.input.value }),
      ...(timestamp.input.value && { timestamp: timestamp.input.value }),
      ...(summary.input.value && { summary: { text: summary.input.value, lang: document.documentElement.lang } }),
    };
    try {
      // The text is whatever the visitor typed; the SDK validates it.
      const receipt = await crm[METHODS[type]](read.value as never, options);
      complain([]);
      journal.add({ type, sourceId: options.sourceId, receipt });
      if (!reuseSourceId()) sourceId.input.value = sampleSourceId();
    } catch (error) {
      if (!isCrmValidationError(error)) throw error;
      setOpen(true);
      complain(error.issues);
      journal.announce(
        t('{event}: not queued, {count} fields are wrong', { event: t(TITLES[type]), count: error.issues.length }),
      );
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  };

  const button = element('button', { type: 'submit', className: 'primary' }, t(TITLES[type]));
  const row = element('div', { className: 'event-row' }, button, element('p', { className: 'gist' }, t(gist)), toggle);
  const form = element('form', { className: 'event-card', noValidate: true }, row, data);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void emit();
  });
  return form;
}
