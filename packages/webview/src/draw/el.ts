type Value = string | number | boolean | undefined;

/** Attributes and listeners of a new element. `undefined` and `false` leave an attribute out; aria values are written out. */
export interface Attributes {
  readonly [name: string]: Value | ((event: never) => void);
}

export type Child = Node | string | undefined | false;

/** A new HTML element. Text goes in as text: what a file says can never become markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value as EventListener);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function setAttribute(element: Element, name: string, value: Value): void {
  const said = name.startsWith('aria-') ? value !== undefined : value !== undefined && value !== false;
  if (!said) element.removeAttribute(name);
  else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
}

/** New children for a container; the focus stays on the child with the same `data-key`. */
export function refill(container: Element, ...children: readonly Child[]): void {
  const focused = container.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.key
    : undefined;
  container.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
  if (focused !== undefined) container.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Words for screen readers only. */
export const hiddenWords = (text: string): HTMLElement => el('span', { class: 'sr' }, text);
