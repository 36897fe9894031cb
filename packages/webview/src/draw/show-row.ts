/**
 * Scrolls a list alone, and no more than needed: what a browser does by itself moves everything around it, too. `covered`: how much of
 * the list its head covers.
 */
export function showRow(list: HTMLElement, row: Element, covered = 0): void {
  const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  const top = outer.top + covered;
  if (inner.top < top || inner.height > outer.height - covered) list.scrollTop += inner.top - top - 8;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + 16;
}
