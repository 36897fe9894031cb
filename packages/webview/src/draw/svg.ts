import type { Shape } from '@netk/diagram';

/** An element of the page for a shape. Text goes in as text. */
export function drawn({ tag, attributes, children }: Shape): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children.map((child) => (typeof child === 'string' ? child : drawn(child))));
  return element;
}
