import type { AstNode } from 'langium';
import { type Composite, partOf } from './concrete.ts';
import type { Edit } from './edit-between.ts';

/** A statement that has its lines for itself, and the part of the text that it is read from: up to the end of its last line. */
export interface Region {
  readonly statement: AstNode;
  readonly start: number;
  readonly end: number;
}

interface Block extends AstNode {
  readonly items?: readonly AstNode[];
  readonly settings?: readonly AstNode[];
}

const statementsOf = ({ items, settings }: Block): readonly AstNode[] => items ?? settings ?? [];

const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d;
const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** Whether only blanks stand before an offset on its line. */
function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && isBlank(text.charCodeAt(at))) at -= 1;
  return at < 0 || isLineEnd(text.charCodeAt(at));
}

/** The end of the line, when only blanks stand behind an offset; undefined when there is more. */
function lineEndBehind(text: string, offset: number): number | undefined {
  let at = offset;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at === text.length || isLineEnd(text.charCodeAt(at)) ? at : undefined;
}

/** The last statement of a list that starts at or before an offset. They are in the order of the text. */
function lastFrom(statements: readonly AstNode[], offset: number): AstNode | undefined {
  let [low, high] = [0, statements.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const part = partOf(statements[middle]!);
    if (part && part.offset <= offset) low = middle + 1;
    else high = middle;
  }
  return statements[low - 1];
}

const extent = (text: string, part: Composite): number => lineEndBehind(text, part.end) ?? part.end;

/** The statements around an edit that have their lines for themselves, the innermost first. `text` is the one before the edit. */
export function regionsAround(root: AstNode, text: string, { start, end }: Edit): readonly Region[] {
  const found: Region[] = [];
  for (let block = root; ; ) {
    const statement = lastFrom(statementsOf(block), start);
    const part = statement && partOf(statement);
    if (!statement || !part || extent(text, part) < end) return found.reverse();
    const lineEnd = lineEndBehind(text, part.end);
    if (lineEnd !== undefined && startsLine(text, part.offset)) {
      found.push({ statement, start: part.offset, end: lineEnd });
    }
    block = statement;
  }
}
