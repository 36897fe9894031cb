import type { Fix } from '@netk/engine';
import type { TextEdit } from 'vscode-languageserver-types';
import type { FileModel } from '../model/file-models.ts';
import type { Origin } from '../topology/origin.ts';

/** Writes a line as the first one of a statement's block, which is made when there is none. */
function lineIn({ range, full, block }: Origin, line: string): TextEdit {
  if (!block) return { range: { start: range.end, end: range.end }, newText: ` { ${line} }` };
  const at = { start: block, end: block };
  if (full.start.line === full.end.line) return { range: at, newText: ` ${line};` };
  return { range: at, newText: `\n${' '.repeat(full.start.character + 2)}${line}` };
}

/** The edits of a fix as edits of texts, by their files; undefined: an element that it is about stands in none. */
export function editsOf(
  { edits }: Pick<Fix, 'edits'>,
  file: Pick<FileModel, 'origins'>,
): Record<string, TextEdit[]> | undefined {
  const byUri: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    const origin = file.origins.get(edit.about);
    if (!origin) return undefined;
    const list = byUri[origin.uri] ?? [];
    byUri[origin.uri] = list;
    list.push(edit.inside ? lineIn(origin, edit.text) : { range: origin.name, newText: edit.text });
  }
  return byUri;
}
