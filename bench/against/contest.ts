import type { Options, Row } from '../row.ts';
import type { Build } from './build.ts';

/** The build that is measured, and the one that it is measured against. */
export interface Builds {
  readonly now: Build;
  readonly old: Build;
}

/** A measurement of two builds side by side: one or more rows, whose ratios are new ÷ old. */
export interface Contest {
  readonly name: string;
  run(builds: Builds, options: Options): AsyncIterable<Row>;
}

/** A bound of a ratio that a build shall keep. */
export interface Aim {
  readonly most?: number;
  readonly least?: number;
}

/** So many things in the difference of two medians; NaN where it is swallowed by the noise of the machine. */
export const perSecond = (things: number, difference: number): number =>
  difference > 0 ? (things * 1000) / difference : Number.NaN;

/** What is said of a row whose figures the noise of the machine swallowed. */
const noisy = 'A difference of two medians was not above zero: more rounds, or a machine that does nothing else.';

/** A row that could be measured, or says that it could not. */
export function unlessNoisy(row: Row): Row {
  const known = Object.entries(row.figures).filter(([, figure]) => Number.isFinite(figure));
  if (known.length === Object.keys(row.figures).length) return row;
  return { ...row, figures: Object.fromEntries(known), ratio: null, met: null, note: noisy };
}

/** A row of two medians of the same unit. */
export function rowOf(
  row: Pick<Row, 'bench' | 'what' | 'size'>,
  figures: { readonly now: number; readonly old: number },
  show: (figure: number) => string,
  { most, least }: Aim,
): Row {
  const ratio = figures.now / figures.old;
  return unlessNoisy({
    ...row,
    measured: `${show(figures.now)} ÷ ${show(figures.old)}`,
    figures,
    aim: least === undefined ? `≤ ${most}` : `≥ ${least}`,
    ratio,
    met: ratio <= (most ?? Number.POSITIVE_INFINITY) && ratio >= (least ?? 0),
  });
}
