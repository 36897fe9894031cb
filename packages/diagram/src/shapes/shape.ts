/**
 * A piece of a drawing as data: an element of SVG with its attributes, and its text or its children. The panel makes elements
 * of a page of it, the command line text. How it looks is said by classes alone.
 */
export interface Shape {
  readonly tag: 'a' | 'g' | 'path' | 'rect' | 'circle' | 'text' | 'tspan' | 'title' | 'desc';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Shape | string)[];
}

/** A new shape. Attributes that are undefined are left out. */
export function shapeOf(
  tag: Shape['tag'],
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly (Shape | string)[]
): Shape {
  const known = Object.entries(attributes).filter((each): each is [string, string | number] => each[1] !== undefined);
  return { tag, attributes: Object.fromEntries(known), children };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in a file of SVG or HTML. Characters that no XML may have are left out. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (each) => entities[each]!);

/** A shape as text. Equal shapes give equal bytes. */
export function markupOf(shape: Shape | string): string {
  if (typeof shape === 'string') return escaped(shape);
  const { tag, attributes, children } = shape;
  const said = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  return children.length === 0
    ? `<${tag}${said.join('')}/>`
    : `<${tag}${said.join('')}>${children.map(markupOf).join('')}</${tag}>`;
}
