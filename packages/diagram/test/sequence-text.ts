import { type Chart, type SequenceGeometry, textOf } from '../src/index.ts';

/** What a chart says, one line for each row: for a reader, and for a golden file. */
export const chartText = (chart: Chart): string =>
  [
    `lanes: ${chart.lanes.map(({ label, sub, members }) => `${label} (${[sub, ...members].join(', ')})`).join(' | ')}`,
    ...(chart.lookups ? [`names: ${chart.lookups.line.text}, ${chart.lookups.line.more}`] : []),
    ...chart.parts.flatMap((part) => [
      `${part.direction} ${part.sign ?? '-'} ${part.title} [${part.what}] ${part.flow}${part.mirror ? ` (${part.mirror})` : ''}`,
      ...part.rows.map((row) => {
        const lane = chart.lanes[row.lane]!.label;
        if (row.kind === 'note')
          return `  ${row.number ?? '·'} ${lane} ${row.look}: ${row.lines.map(textOf).join(' / ')}`;
        const to = chart.lanes[row.toLane]!.label;
        return `  ${row.number} ${lane} ${row.ends ? '-|' : '->'} ${to}: ${[...row.above, ...row.below].map(textOf).join(' / ')}`;
      }),
    ]),
  ].join('\n');

/** Where a sequence has everything, in whole pixels. */
export const geometryText = ({ width, height, gutter, narrow, heads, parts, brackets }: SequenceGeometry): string =>
  [
    `${width} × ${height}, gutter ${gutter}${narrow ? ', narrow' : ''}`,
    `heads ${heads.map(({ x, w, label }) => `${label} ${x} (${w})`).join(', ')}`,
    ...brackets.map(({ sign, x, y, h }) => `bracket ${sign} ${x},${y} ${h}`),
    ...parts.flatMap(({ part, open, y, head, turn, body, heads, bars, rows }) => [
      `${part.key} at ${y}: ${turn} + ${head} + ${body}${open ? '' : ' folded'}`,
      ...(heads.length > 0 ? [`  heads ${heads.map(({ x, w, label }) => `${label} ${x} (${w})`).join(', ')}`] : []),
      `  bars ${bars.map((bar) => `${bar.x},${bar.y} ${bar.h}`).join('; ')}`,
      ...rows.map((placed) =>
        placed.kind === 'arrow'
          ? `  ${placed.row.number}: ${placed.x1} → ${placed.x2} at ${placed.y}`
          : `  ${placed.row.look}: ${placed.x},${placed.y} ${placed.w} × ${placed.h}`,
      ),
    ]),
  ].join('\n');
