/** Something that is said about a place of a text; lines and columns are counted from 0. */
export interface PlacedWords {
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** How the parts of a line may be marked for a terminal. */
export interface Marking {
  readonly severity: (text: string) => string;
  readonly code: (text: string) => string;
}

const plain: Marking = { severity: (text) => text, code: (text) => text };

/** `file:line:column: severity CODE message`, the one form in which anything wrong with a text is printed. */
export function diagnosticWords(
  { file, line, character, severity, code, message }: PlacedWords,
  marked: Marking = plain,
): string {
  const place = `${file}:${line + 1}:${character + 1}:`;
  const words = [place, marked.severity(severity), ...(code ? [marked.code(code)] : [])];
  return [...words, message.replaceAll(/\s*\n\s*/g, ' ')].join(' ');
}
