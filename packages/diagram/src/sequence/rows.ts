import {
  addedHeaders,
  type Branch,
  type Direction,
  type Hop,
  headerName,
  type Moment,
  type Packet,
  requestBefore,
  rewrites,
  stepLabel,
  translationOf,
} from '@netk/engine';
import { type Arrow, type Line, type Note, type Row, type Switches, textOf } from './chart.ts';
import type { Lanes } from './lanes.ts';
import { boxesOf } from './notes.ts';
import { frameLines, rewriteLines, tupleLines } from './tuples.ts';

/** What the rows of a part are made of. */
export interface Stretch {
  readonly branch: Branch;
  readonly direction: Direction;
  /** The hops of the part, by their index in the direction. */
  readonly from: number;
  readonly to: number;
  /** The place of its connection among the legs; undefined: the branch has one. */
  readonly leg: number | undefined;
  readonly moments: readonly Moment[];
  readonly lanes: Lanes;
  readonly switches: Switches;
  /** What is asked over the connection, or what is answered: it stands on the first arrow. */
  readonly said: string | undefined;
  /** What ends where the last hop takes it: `connection A ends`, `✓ delivered`. */
  readonly ending: string | undefined;
  /** The last arrow leads to a relay that goes on with another connection. */
  readonly stops: boolean;
}

const bold = (text: string): Line => ({ spans: [{ text, look: 'bold' }] });

/** The rows of a part: for each hop what it did, then the packet that it sent. */
export function rowsOf(stretch: Stretch): readonly Row[] {
  const { branch, direction, from, to, lanes, moments } = stretch;
  const rows: Row[] = [];
  let sent: Packet | undefined;
  for (let at = from; at < to; ) {
    const lane = lanes.laneOf(direction, at);
    const isRun = lanes.lanes[lane]!.members.length > 0;
    let end = at + 1;
    while (isRun && end < to && lanes.laneOf(direction, end) === lane) end += 1;
    const hop = end - 1;
    const own = moments.filter(({ hopIndex }) => at <= hopIndex && hopIndex < end);
    const arrow = hop + 1 < to ? arrowFrom(stretch, hop, own, sent) : undefined;
    const notes = isRun ? runNote(stretch, at, end, own, arrow) : notesOf(stretch, hop, own, arrow);
    rows.push(...notes);
    if (arrow) {
      rows.push(arrow);
      sent = branch[direction][hop]!.steps.findLast(({ kind }) => kind === 'send')?.after ?? sent;
    }
    at = end;
  }
  return rows;
}

const numberOf = (direction: Direction, hop: number): string => `${direction === 'reply' ? 'R' : ''}${hop + 1}`;

function arrowFrom(
  { branch, direction, from, to, lanes, switches, said, stops }: Stretch,
  hop: number,
  own: readonly Moment[],
  before: Packet | undefined,
): Arrow | undefined {
  const moment = own.findLast(({ step }) => step.kind === 'send');
  const packet = moment?.after;
  if (!moment || !packet) return undefined;
  const lane = lanes.laneOf(direction, hop);
  const toLane = lanes.laneOf(direction, hop + 1);
  const isFirst = own[0]?.hopIndex === from;
  const asks: readonly Line[] = isFirst && said !== undefined ? [bold(said)] : [];
  const above = [...asks, ...tupleLines(packet, before)];
  const ends = stops && hop + 2 === to;
  const parties = `${branch[direction][hop]!.device} to ${branch[direction][hop + 1]!.device}`;
  const changes = above.some(({ spans }) => spans.some(({ look }) => look === 'changed')) ? ', rewritten' : '';
  const below = switches.frames ? frameLines(packet) : [];
  const number = numberOf(direction, hop);
  const seen = [...above, ...below].map(textOf).join('; ');
  return {
    ...{ kind: 'arrow', lane, toLane, direction, hop, number, ends, above, below },
    ...{ from: moment.index, to: moment.index },
    words: `${parties}: ${seen}; ${number}, ${direction}${changes}${ends ? ', the connection ends there' : ''}`,
  };
}

function notesOf(stretch: Stretch, hop: number, own: readonly Moment[], arrow: Arrow | undefined): readonly Note[] {
  const { branch, direction, lanes, switches, to, ending } = stretch;
  const { device } = branch[direction][hop]!;
  const number = numberOf(direction, hop);
  const boxes = [...boxesOf(own, switches)];
  const last = own.at(-1);
  // a hop from which nothing goes on has a box, for its number
  if (!arrow && boxes.length === 0 && last) {
    const { index, step } = last;
    const lines: readonly Line[] = [{ spans: [{ text: `${step.stage}  `, look: 'dim' }, { text: step.entry }] }];
    boxes.push({ look: 'end', from: index, to: index, lines });
  }
  return boxes.map((box, i): Note => {
    const isLast = i === boxes.length - 1;
    const lines = [
      ...box.lines,
      ...(box.look === 'relay' ? headersOf(stretch) : []),
      ...(isLast && box.look === 'end' && hop === to - 1 && ending !== undefined ? [bold(ending)] : []),
    ];
    return {
      ...{ kind: 'note', lane: lanes.laneOf(direction, hop), direction, hop, look: box.look, lines },
      ...{ from: box.from, to: box.to },
      ...(isLast && !arrow ? { number } : {}),
      words: `${device}: ${lines.map(textOf).join('; ')}; ${isLast && !arrow ? `${number}, ${direction}` : `${direction} ${hop + 1}`}`,
    };
  });
}

/** The headers that a relay added to what it was asked. */
function headersOf({ branch: { legs = [] }, leg, direction }: Stretch): readonly Line[] {
  const request = leg === undefined || direction === 'reply' ? undefined : legs[leg]?.request;
  const before = request && requestBefore(legs, leg!);
  if (!request || !before) return [];
  return addedHeaders(before, request).map(([name]) => ({
    spans: [{ text: '+ ' }, { text: headerName(name), look: 'changed' }],
  }));
}

/** The devices of a run with their numbers, and what they rewrote. */
function runNote(
  { branch, direction, lanes, switches }: Stretch,
  from: number,
  to: number,
  own: readonly Moment[],
  arrow: Arrow | undefined,
): readonly Note[] {
  const lines = branch[direction].slice(from, to).flatMap((hop, i): readonly Line[] => {
    const index = from + i;
    const steps = own.filter(({ hopIndex }) => hopIndex === index);
    const nat = steps.filter(rewrites);
    const names = [...new Set(nat.map(translationOf))].map((name) => ` · ${name}`).join('');
    const head: Line = {
      spans: [{ text: `${numberOf(direction, index)} `, look: 'dim' }, { text: `${hop.device}${names}` }],
      hop: index,
    };
    const changes = switches.nat ? nat.flatMap(rewriteLines) : [];
    const rules = switches.rules ? steps.filter(isRule).map(({ step }) => ruleLine(step)) : [];
    return [head, ...[...changes, ...rules].map((each) => ({ ...each, hop: index }))];
  });
  const last = own.at(-1)!;
  const look = switches.nat && own.some(rewrites) ? 'nat' : 'run';
  return [
    {
      ...{ kind: 'note', lane: lanes.laneOf(direction, from), direction, hop: from, look, lines },
      ...{ from: own[0]!.index, to: arrow ? arrow.from - 1 : last.index },
      words: `${lines.map(textOf).join('; ')}; ${direction} ${from + 1} to ${to}`,
    },
  ];
}

const isRule = (moment: Moment): boolean =>
  !rewrites(moment) && !['receive', 'send', 'originate'].includes(moment.step.kind);

const ruleLine = ({ stage, entry, kind }: Hop['steps'][number]): Line => ({
  spans: [{ text: `${stage || stepLabel(kind)}  `, look: 'dim' }, { text: entry }],
});
