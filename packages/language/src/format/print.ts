import { aligned, alike, type Cells, cellsOf } from './cells.ts';
import { headerWords } from './header-words.ts';
import type { Block, Comment, Piece, Statement } from './statement.ts';

const width = 120;
const step = '  ';
const shortBlock = 3;

/** A header on one line, or on the lines that the author broke it into. */
function headerText(header: readonly Piece[], indent: string): string {
  const words = headerWords(header);
  let text = '';
  for (const [at, word] of words.entries()) {
    const previous = words[at - 1];
    const comment = previous?.type === '//';
    if (previous) text += comment || previous.breakAfter ? `\n${indent}${step}${step}` : ' ';
    text += word.text;
  }
  return text;
}

const hasComment = (block: Block): boolean =>
  block.behindOpen !== undefined ||
  block.last.length > 0 ||
  block.statements.some(
    ({ before, behind, header, block: inner }) =>
      before.length > 0 ||
      behind !== undefined ||
      header.some(({ type }) => type === '//' || type === '/*') ||
      (inner !== undefined && hasComment(inner)),
  );

/** A block on one line, if it was so and can be. */
function oneLineBlock(block: Block): string | undefined {
  if (!block.oneLine || hasComment(block)) return undefined;
  if (block.statements.length === 0) return '{ }';
  const inner = block.statements.map((statement) => {
    const rest = statement.block && oneLineBlock(statement.block);
    if (statement.block && rest === undefined) return undefined;
    const header = headerText(statement.header, '');
    return header.includes('\n') ? undefined : [header, rest].filter((part) => part !== undefined).join(' ');
  });
  return inner.includes(undefined) ? undefined : `{ ${inner.join('; ')} }`;
}

/** A comment keeps its text; the later lines of a block comment move with its first. */
function commentLines({ text }: Piece, indent: string): string {
  return text
    .split(/\r?\n/)
    .map((line, at) => (at === 0 ? `${indent}${line.trimEnd()}` : `${indent} ${line.trim()}`.trimEnd()))
    .join('\n');
}

/** A statement on its way to text: its header, and the block behind it on the same line. */
interface Row {
  readonly statement: Statement;
  header: string;
  readonly tail: string | undefined;
  readonly cells: Cells | undefined;
}

function rowOf(statement: Statement, indent: string): Row {
  const header = headerText(statement.header, indent);
  const tail = statement.block && oneLineBlock(statement.block);
  const fits = tail !== undefined && indent.length + header.length + 1 + tail.length <= width && !header.includes('\n');
  // A long block stands alone: what follows is far below.
  const alone = !fits && (statement.block?.statements.length ?? 0) > shortBlock;
  const cells = alone ? undefined : cellsOf(headerWords(statement.header));
  return { statement, header, tail: fits ? tail : undefined, cells };
}

/** Aligns the rows of one run, unless a line would get too long. */
function alignRun(run: readonly Row[], indent: string): void {
  if (run.length < 2) return;
  const cells = run.map((row) => ({ cells: row.cells?.cells ?? [], padLast: row.tail !== undefined }));
  if (!alike(cells)) return;
  const texts = aligned(cells);
  const tooLong = run.some(({ tail = '{' }, at) => indent.length + (texts[at]?.length ?? 0) + 1 + tail.length > width);
  if (tooLong) return;
  for (const [at, row] of run.entries()) row.header = texts[at] ?? row.header;
}

/** Consecutive statements of one shape, without an empty line or a comment between them, are a table. */
function alignRows(rows: readonly Row[], indent: string): void {
  let run: Row[] = [];
  for (const row of rows) {
    const [first] = run;
    const { before, blankBefore } = row.statement;
    const goesOn = first?.cells?.signature === row.cells?.signature && !blankBefore && before.length === 0;
    if (row.cells && goesOn) run.push(row);
    else {
      alignRun(run, indent);
      run = row.cells ? [row] : [];
    }
  }
  alignRun(run, indent);
}

function printBlock(block: Block, indent: string, out: string[]): void {
  const rows = block.statements.map((statement) => rowOf(statement, indent));
  alignRows(rows, indent);
  const gap = (blank: boolean): void => {
    if (blank && out.length > 0 && !out.at(-1)?.endsWith('{')) out.push('');
  };
  const comments = (list: readonly Comment[]): void => {
    for (const { piece, blankBefore } of list) {
      gap(blankBefore);
      out.push(commentLines(piece, indent));
    }
  };
  for (const { statement, header, tail } of rows) {
    comments(statement.before);
    gap(statement.blankBefore);
    const behind = statement.behind ? `  ${commentLines(statement.behind, '').trim()}` : '';
    if (!statement.block) out.push(`${indent}${header}${behind}`);
    else if (tail !== undefined) out.push(`${indent}${header} ${tail}${behind}`);
    else {
      const { behindOpen } = statement.block;
      out.push(`${indent}${header.trimEnd()} {${behindOpen ? `  ${behindOpen.text.trimEnd()}` : ''}`);
      printBlock(statement.block, indent + step, out);
      out.push(`${indent}}${behind}`);
    }
  }
  comments(block.last);
}

/** A file in canonical form. */
export function printFile(file: Block): string {
  const out: string[] = [];
  printBlock(file, '', out);
  return out.length > 0 ? `${out.join('\n')}\n` : '';
}
