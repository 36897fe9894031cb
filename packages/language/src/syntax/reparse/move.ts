import { type Composite, isComposite, type Part } from './concrete.ts';

/** How places behind an edit move. */
export interface Move {
  readonly offset: number;
  readonly lines: number;
  /** The line on which the edit ended; what stands behind it there moves by `columns` too. From 0. */
  readonly line: number;
  readonly columns: number;
}

/** Moves a node with everything in it by characters; lines and columns stay. */
function moveAlong(part: Part, offset: number): void {
  if (isComposite(part)) for (const child of part.content) moveAlong(child, offset);
  else part._offset += offset;
}

/** Moves a node with everything in it. */
export function movePart(part: Part, move: Move): void {
  if (move.lines === 0 && move.columns === 0) moveAlong(part, move.offset);
  else if (isComposite(part)) {
    part._rangeCache = undefined;
    for (const child of part.content) movePart(child, move);
  } else {
    part._offset += move.offset;
    if (part._startLine === move.line) part._startColumn += move.columns;
    if (part._endLine === move.line) part._endColumn += move.columns;
    part._startLine += move.lines;
    part._endLine += move.lines;
  }
}

/** Moves everything behind a node, up to the end of its file. */
export function moveBehind(part: Part, move: Move): void {
  for (let [at, parent]: [Part, Composite | undefined] = [part, part.container]; parent; ) {
    parent._rangeCache = undefined;
    for (let index = parent.content.indexOf(at) + 1; index < parent.content.length; index++) {
      movePart(parent.content[index]!, move);
    }
    [at, parent] = [parent, parent.container];
  }
}
