import type { Line, Span } from './chart.ts';

/** Sizes of letters come from a table, as everywhere in this package: words of 11 px, addresses and rules of 11 px. */
const widths = { sans: 11 * 0.56, mono: 11 * 0.602, bold: 11 * 0.6 } as const;

/** From one line of text to the next. */
export const lineHeight = 15;

const spanWidth = ({ text, look }: Span, mono: boolean): number =>
  [...text].length * (mono ? widths.mono : look === 'bold' ? widths.bold : widths.sans);

/** How wide a line is. */
export const widthOf = ({ spans, mono }: Line): number =>
  spans.reduce((sum, span) => sum + spanWidth(span, mono === true), 0);

/** The line in as many lines as it needs; breaks stand at spaces, and inside a word that is wider than a line. */
export function wrapped(line: Line, width: number): readonly Line[] {
  if (widthOf(line) <= width) return [line];
  const out: Span[][] = [[]];
  let used = 0;
  const put = (text: string, look: Span['look']): void => {
    const row = out.at(-1)!;
    const last = row.at(-1);
    if (last && last.look === look) row[row.length - 1] = { ...last, text: last.text + text };
    else row.push(look === undefined ? { text } : { text, look });
  };
  for (const { text, look } of line.spans) {
    for (const word of text.split(/(?<=\s)/)) {
      for (const piece of pieces(word, width, line.mono === true, look)) {
        const wide = spanWidth({ text: piece.trimEnd(), ...(look ? { look } : {}) }, line.mono === true);
        if (used > 0 && used + wide > width) {
          out.push([]);
          used = 0;
        }
        if (used === 0 && piece.trim() === '') continue;
        put(piece, look);
        used += spanWidth({ text: piece, ...(look ? { look } : {}) }, line.mono === true);
      }
    }
  }
  return out.filter((spans) => spans.length > 0).map((spans) => ({ ...line, spans }));
}

/** A word in pieces that each fit; most words are one. Never splits a surrogate pair. */
function pieces(word: string, width: number, mono: boolean, look: Span['look']): readonly string[] {
  const each = spanWidth({ text: 'x', ...(look ? { look } : {}) }, mono);
  const fit = Math.max(1, Math.floor(width / each));
  const letters = [...word];
  if (letters.length <= fit) return [word];
  return Array.from({ length: Math.ceil(letters.length / fit) }, (_, i) =>
    letters.slice(i * fit, (i + 1) * fit).join(''),
  );
}
