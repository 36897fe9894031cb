import type { HeaderWord } from './header-words.ts';

const clauses: ReadonlySet<string> = new Set(
  'in on at from to zone eni eip nodes replicas nodePort hostPort hostIP listen weight ttl wan because protocol path host private -> allow deny'.split(
    ' ',
  ),
);

/** Statements that are no table: sentences, and lists of things that have nothing in common. */
const sentences: ReadonlySet<string> = new Set(
  'import walk expect choose given port expose labels tags selector podSelector nodeSelector cluster vpc'.split(' '),
);

/** The columns of a header: kind, name, values, and clauses with what belongs to them. */
export interface Cells {
  /** Equal for headers that can stand below each other. */
  readonly signature: string;
  readonly cells: readonly string[];
}

/** Splits a header into columns; undefined when it is no row of a table. */
export function cellsOf(words: readonly HeaderWord[]): Cells | undefined {
  const [kind, ...rest] = words;
  if (!kind || sentences.has(kind.text) || words.some(({ breakAfter }) => breakAfter)) return undefined;
  const filter = kind.text === 'ingress' || kind.text === 'egress';
  // Only numbered lines of a packet filter are a table.
  if (filter && !/^\d+$/.test(rest[0]?.text ?? '')) return undefined;
  const cells = [kind.text];
  const shape = [filter ? 'filter' : kind.text];
  let inClause = false;
  for (const [at, { text }] of rest.entries()) {
    const clause = at > 0 && clauses.has(text);
    const last = cells.length - 1;
    if (clause || (!inClause && !cells[last]?.endsWith(','))) {
      cells.push(text);
      shape.push(clause ? (text === 'to' ? 'from' : text) : 'value');
    } else cells[last] = `${cells[last]} ${text}`;
    inClause ||= clause;
  }
  return { signature: shape.join(' '), cells };
}

/** Columns as different as this are not put below each other: the gap would be wider than the words. */
const widestGap = 12;

/** Whether the columns of some headers are about equally wide. */
export function alike(rows: readonly { readonly cells: readonly string[] }[]): boolean {
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  for (let at = 0; at < columns - 1; at += 1) {
    const lengths = rows.map(({ cells }) => cells[at]?.length ?? 0);
    if (Math.max(...lengths) - Math.min(...lengths) > widestGap) return false;
  }
  return true;
}

/** Headers of one run with their columns below each other. The last column is padded only where a block follows on the line. */
export function aligned(rows: readonly { readonly cells: readonly string[]; readonly padLast: boolean }[]): string[] {
  const widths: number[] = [];
  for (const { cells, padLast } of rows) {
    for (const [at, cell] of cells.entries()) {
      if (at === cells.length - 1 && !padLast) continue;
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    }
  }
  return rows.map(({ cells, padLast }) =>
    cells.map((cell, at) => (at === cells.length - 1 && !padLast ? cell : cell.padEnd(widths[at] ?? 0))).join(' '),
  );
}
