type Child = Node | string | undefined | false;

/** Properties of the element by their DOM name; what has a dash in it is set as an attribute. */
type Props<T extends Element> = Partial<Omit<T, 'style' | 'dataset' | 'children'>> & {
  [attribute: `${string}-${string}`]: string;
};

/** Makes an element. Text is text: nothing here parses HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.includes('-')) made.setAttribute(name, String(value));
    else Object.assign(made, { [name]: value });
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return made;
}

/** The element of the page's own HTML with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found as T; // the caller names the tag that index.html gives it
}

/** Puts a text where it differs: a live region speaks only of what changed. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
