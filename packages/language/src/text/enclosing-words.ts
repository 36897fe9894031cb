/** What stands around an offset, read from plain text. */
export interface EnclosingWords {
  /** The first word of the statement at the offset. */
  readonly head: string;
  /** Where that statement starts. */
  readonly start: number;
  /** The first word of the block around it; `file` at the top. In a `given` block, the kind of what it overlays. */
  readonly inside: string;
  /** The block around it is that of a `given`. */
  readonly overlays: boolean;
  /** The headers of all blocks around it, innermost first. */
  readonly headers: readonly string[];
}

const firstWord = (text: string): string => /^\s*([\w.-]+)/.exec(text)?.[1] ?? '';

/** The word that says what may stand in a block, from its header: the first, of a `given` the kind of what it overlays. */
export function wordOfBlock(header: string): string {
  const word = firstWord(header);
  return word === 'given' ? (/^\s*given\s+([\w.-]+)/.exec(header)?.[1] ?? '') : word;
}

/** Offset of the last statement boundary before an offset: behind a line end, `;`, `{` or `}`. */
function statementStart(text: string, offset: number): number {
  for (let at = offset - 1; at >= 0; at -= 1) if ('\n;{}'.includes(text.charAt(at))) return at + 1;
  return 0;
}

/** Reads backwards, without the lexer, because the text is broken there. */
export function enclosingWords(text: string, offset: number): EnclosingWords {
  const start = statementStart(text, offset);
  const headers: string[] = [];
  let depth = 0;
  for (let at = start - 1; at >= 0; at -= 1) {
    const character = text.charAt(at);
    if (character === '}') depth += 1;
    else if (character === '{' && depth > 0) depth -= 1;
    else if (character === '{') headers.push(text.slice(statementStart(text, at), at).trim());
  }
  const [inner] = headers;
  const head = firstWord(text.slice(start, offset + 40));
  const overlays = firstWord(inner ?? '') === 'given';
  return { head, start, headers, overlays, inside: inner === undefined ? 'file' : wordOfBlock(inner) };
}
