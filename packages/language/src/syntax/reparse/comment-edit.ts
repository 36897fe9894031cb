import type { AstNode } from 'langium';
import { asCst, type Composite, isComposite, type Leaf } from './concrete.ts';
import type { Edit } from './edit-between.ts';
import { type Move, moveBehind } from './move.ts';

const lineEnd = /\r\n?|\n/g;

/** The comment that holds a whole edit, or undefined. */
function commentAround(root: Composite, { start, end }: Edit): Leaf | undefined {
  for (const part of root.content) {
    if (isComposite(part)) {
      if (part.offset <= start && end <= part.end) return commentAround(part, { start, end, newEnd: end });
    } else if (part._hidden && part._offset < start && end <= part._offset + part._length) return part;
  }
  return undefined;
}

/** Whether a comment is still one comment, of the same extent, after an edit. */
function staysComment(leaf: Leaf, before: string, after: string, edit: Edit): boolean {
  if (edit.start < leaf._offset + 2) return false;
  const end = leaf._offset + leaf._length;
  const text = after.slice(leaf._offset, end + edit.newEnd - edit.end);
  if (leaf.tokenType.name === 'SL_COMMENT') return !/[\r\n]/.test(text);
  // What a comment `/** … */` says belongs to the statement behind it.
  if (text.startsWith('/**') || before.startsWith('/**', leaf._offset)) return false;
  return edit.end <= end - 2 && text.indexOf('*/', 2) === text.length - 2;
}

/** Where a text ends that starts at some place: line, and column on it. Both from 0. */
function endOf(text: string, line: number, column: number): { readonly line: number; readonly column: number } {
  const ends = [...text.matchAll(lineEnd)];
  const last = ends.at(-1);
  return last
    ? { line: line + ends.length, column: text.length - last.index - last[0].length }
    : { line, column: column + text.length };
}

/** What an edit inside of a comment changes: the comment's extent, and the places behind it. */
export interface CommentEdit {
  /** The innermost statement that the comment stands in. */
  readonly around: AstNode;
  apply(): void;
}

/** Reads an edit that stays inside of one comment of a file; undefined when it does not. */
export function commentEdit(root: Composite, before: string, after: string, edit: Edit): CommentEdit | undefined {
  const leaf = commentAround(root, edit);
  if (!leaf || !staysComment(leaf, before, after, edit)) return undefined;
  const grown = edit.newEnd - edit.end;
  const text = after.slice(leaf._offset, leaf._offset + leaf._length + grown);
  const end = endOf(text, leaf._startLine, leaf._startColumn);
  const move: Move = {
    offset: grown,
    lines: end.line - leaf._endLine,
    line: leaf._endLine,
    columns: end.column - leaf._endColumn,
  };
  return {
    around: asCst(leaf).astNode,
    apply() {
      moveBehind(leaf, move);
      Object.assign(leaf, { _length: text.length, _endLine: end.line, _endColumn: end.column });
    },
  };
}
