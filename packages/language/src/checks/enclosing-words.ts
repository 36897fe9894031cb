/** The first word of the statement at an offset, and of the block around it (`file` at the top), read from plain text. */
export interface EnclosingWords {
  readonly head: string;
  readonly inside: string;
  /** Where the statement starts. */
  readonly start: number;
}

const firstWord = (text: string): string => /^\s*([\w.-]+)/.exec(text)?.[1] ?? '';

/** Offset of the last statement boundary before an offset: behind a line end, `;`, `{` or `}`. */
function statementStart(text: string, offset: number): number {
  for (let at = offset - 1; at >= 0; at -= 1) if ('\n;{}'.includes(text.charAt(at))) return at + 1;
  return 0;
}

/** Reads backwards, without the lexer, because the text is broken there. */
export function enclosingWords(text: string, offset: number): EnclosingWords {
  const start = statementStart(text, offset);
  let depth = 0;
  for (let at = start - 1; at >= 0; at -= 1) {
    const character = text.charAt(at);
    if (character === '}') depth += 1;
    else if (character === '{' && depth > 0) depth -= 1;
    else if (character === '{') {
      return {
        head: firstWord(text.slice(start, offset + 40)),
        inside: firstWord(text.slice(statementStart(text, at), at)),
        start,
      };
    }
  }
  return { head: firstWord(text.slice(start, offset + 40)), inside: 'file', start };
}
