import type { Machine } from './machine.ts';
import type { Row } from './row.ts';

/** A run as it is written to a file. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly scale: number;
  /** The folder of the build that this one was measured against. */
  readonly against?: string;
  readonly rows: readonly Row[];
}

/** The words of the last column. */
const verdict = ({ met }: Row): string => (met === null ? 'not measured' : met ? 'met' : 'NOT MET');

const cells = (row: Row): string[] => [
  row.what,
  row.size,
  row.measured,
  row.aim,
  row.ratio === null ? '–' : row.ratio.toFixed(2),
  verdict(row),
];

/** One line of the table, as Markdown. */
export const rowLine = (row: Row): string =>
  `| ${cells(row).join(' | ')} |${row.note === undefined ? '' : `\n\n${row.note}\n`}`;

/** The head of the table, as Markdown. */
export const tableHead = '| what | size | measured | aim | ratio | |\n|---|---|---|---|---|---|';

/** The machine in one paragraph. */
export function machineLines({ cpu, cores, memoryGiB, system, versions }: Machine): string {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}\n${libraries.join(', ')}`;
}
