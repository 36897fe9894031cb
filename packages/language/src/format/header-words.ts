import { canonical } from './literals.ts';
import type { Piece } from './statement.ts';

const noSpaceBefore = new Set([',', ')', ']', ':', '/', '=', '!=']);
const noSpaceAfter = new Set(['(', '[', ':', '/', '=', '!=', '!']);

/** Behind an IPv6 address a `:` would be read as a part of it. */
const isPartOf = (previous: Piece | undefined, piece: Piece): boolean =>
  previous?.type === 'IPV6' && piece.type === ':';

/** A word of a header: pieces without a space between them, and whether a line break of the author follows. */
export interface HeaderWord {
  readonly text: string;
  readonly type: string;
  readonly breakAfter: boolean;
}

/** Joins the pieces of a header to words: `web:80`, `tcp/443`, `app=web`, `80 -> http`. */
export function headerWords(header: readonly Piece[]): HeaderWord[] {
  const words: { text: string; type: string; breakAfter: boolean }[] = [];
  let previous: Piece | undefined;
  for (const piece of canonical(header)) {
    const word = words.at(-1);
    const joins = previous && (noSpaceAfter.has(previous.type) || noSpaceBefore.has(piece.type));
    const glued = joins && !isPartOf(previous, piece);
    const broken = previous !== undefined && piece.startLine > previous.endLine;
    if (word && broken) word.breakAfter = true;
    if (word && glued && !broken) word.text += piece.text;
    else words.push({ text: piece.text, type: piece.type, breakAfter: false });
    previous = piece;
  }
  return words;
}
