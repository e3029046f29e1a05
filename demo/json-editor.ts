import { element } from './element.js';
import { jsonLines, lineOf } from './json-lines.js';
import { t } from './words.js';

export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** A text area for JSON with numbered lines; what is wrong is marked on its line and told below it. */
export interface JsonEditor {
  readonly root: HTMLElement;
  /** The value, or where the text is no JSON, the issue. */
  read(): { value: unknown } | { issue: Issue };
  write(value: unknown): void;
  /** Shows issues whose paths are relative to the value; none takes the marks away. */
  complain(issues: readonly Issue[]): void;
}

export function jsonEditor(id: string, label: string, value: unknown): JsonEditor {
  const area = element('textarea', { id, wrap: 'off', spellcheck: false, autocapitalize: 'off' });
  const gutter = element('div', { className: 'gutter', 'aria-hidden': 'true' });
  const faults = element('ul', { className: 'faults', id: `${id}-faults` });
  area.setAttribute('aria-describedby', faults.id);

  const number = () => {
    const lines = area.value.split('\n').length;
    area.rows = lines;
    while (gutter.childElementCount > lines) gutter.lastElementChild?.remove();
    while (gutter.childElementCount < lines) gutter.append(element('span', {}, String(gutter.childElementCount + 1)));
  };
  const goTo = (line: number) => {
    const start =
      area.value
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf('\n', start);
    area.focus();
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
  };
  const complain = (issues: readonly Issue[]) => {
    const lines = jsonLines(area.value);
    const marked = new Set<number>();
    faults.replaceChildren(
      ...issues.map(({ path, code, message }) => {
        const line = code === 'json' ? lineInMessage(message, area.value) : lineOf(lines, path);
        if (line) marked.add(line);
        const go = element('button', { type: 'button', className: 'line' }, t('line {line}', { line: line ?? '?' }));
        go.addEventListener('click', () => goTo(line ?? 1));
        return element('li', {}, go, element('span', {}, withPath(path, message)));
      }),
    );
    for (const [i, cell] of [...gutter.children].entries()) cell.classList.toggle('marked', marked.has(i + 1));
    area.setAttribute('aria-invalid', String(issues.length > 0));
  };
  const write = (next: unknown) => {
    area.value = JSON.stringify(next, null, 2);
    number();
    complain([]);
  };
  area.addEventListener('input', number);
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) area.form?.requestSubmit();
  });
  write(value);
  const sheet = element('div', { className: 'sheet' }, gutter, area);
  return {
    root: element('div', { className: 'editor' }, element('label', { htmlFor: id }, label), sheet, faults),
    write,
    complain,
    read() {
      try {
        return { value: JSON.parse(area.value) };
      } catch (error) {
        return { issue: { path: '', code: 'json', message: (error as Error).message } }; // JSON.parse throws SyntaxError
      }
    },
  };
}

/** Engines name the place of a fault differently, or not at all. */
function lineInMessage(message: string, text: string): number | undefined {
  const line = /line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = /position (\d+)/.exec(message)?.[1];
  return position ? text.slice(0, Number(position)).split('\n').length : undefined;
}

/** The SDK's messages begin with the field; those of the engine's JSON parser do not. */
const withPath = (path: string, message: string) => (message.startsWith(path) ? message : `${path} ${message}`);
