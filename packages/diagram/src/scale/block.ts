import type { Draft } from './draft.ts';

/** A cell with its size and with what is in it, each at a place relative to its corner. */
export interface Block {
  readonly draft: Draft;
  readonly w: number;
  readonly h: number;
  readonly door: number;
  /** The level from which on what is in it is shown, as in `ScaleCell`. */
  readonly opens?: number;
  readonly inside: readonly Placed[];
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly gutter: number;
  readonly of: Block;
}

/** The free strips of a block: above its lines, around them, and between two cells. */
export interface Strips {
  readonly head: number;
  readonly pad: number;
  readonly gap: number;
}

/** A cell that nothing is in. */
export const leaf = (draft: Draft, w: number, h: number): Block => ({ draft, w, h, door: w * 0.12, inside: [] });

/**
 * Cells in lines from the left to the right, the lines below each other. Each line is as high as its highest cell, or as
 * `heights` says; one without a cell and a height takes no room.
 */
export function block(
  draft: Draft,
  opens: number,
  lines: readonly (readonly Block[])[],
  { head, pad, gap }: Strips,
  least: { readonly w: number; readonly h: number },
  heights: readonly number[] = lines.map((line) => Math.max(0, ...line.map(({ h }) => h))),
): Block {
  const inside: Placed[] = [];
  let y = head + gap / 2;
  let right = 0;
  for (const [i, line] of lines.entries()) {
    let x = pad;
    for (const of of line) {
      inside.push({ x, y, gutter: gap / 2, of });
      x += of.w + gap;
    }
    right = Math.max(right, x - gap + pad);
    if (heights[i]! > 0) y += heights[i]! + gap;
  }
  const bottom = inside.length > 0 ? y - gap + pad : head + pad;
  const size = { w: Math.max(least.w, right), h: Math.max(least.h, bottom) };
  return { draft, ...size, door: pad / 2, ...(inside.length > 0 ? { opens } : {}), inside };
}

/** So many in each line. */
export const chunked = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/** How many cells of a size stand beside each other, so that all together have about a ratio of width to height. */
export const columnsFor = (
  count: number,
  { w, h }: { readonly w: number; readonly h: number },
  ratio: number,
): number => Math.max(1, Math.min(count, Math.round(Math.sqrt((count * ratio * h) / w))));
