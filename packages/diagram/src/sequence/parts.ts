import {
  type Branch,
  type Direction,
  endOf,
  isInTls,
  type Leg,
  lookupsLine,
  lookupsOf,
  type Moment,
  partyOf,
  type Request,
  requestText,
  rewrites,
  type Section,
  sectionsOf,
  statusOf,
  timelineOf,
} from '@netk/engine';
import { allFolded, type Chart, type Part, type Switches, usualSwitches } from './chart.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { rowsOf } from './rows.ts';

const directions = ['forward', 'reply'] as const;

/** The way of a branch's packets as lanes, parts and rows; `unfolded`: the keys of runs whose devices have lanes of their own. */
export function chartOf(
  branch: Branch,
  switches: Switches = usualSwitches,
  moments: readonly Moment[] = timelineOf(branch),
  unfolded: ReadonlySet<string> = allFolded,
): Chart {
  const lanes = lanesOf(branch, moments, unfolded);
  const line = lookupsLine(branch);
  const parts = directions.flatMap((direction) => {
    const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
    if (sections.length === 0) return wholeOf({ branch, direction, moments, lanes, switches });
    return sections.map((section, at) =>
      partOf({ branch, direction, moments, lanes, switches }, section, at, sections.length),
    );
  });
  return {
    lanes: lanes.lanes,
    runs: lanes.runs,
    lookups: line && { line, all: lookupsOf(branch) },
    parts: parts.filter(({ rows }) => rows.length > 0),
  };
}

interface Base {
  readonly branch: Branch;
  readonly direction: Direction;
  readonly moments: readonly Moment[];
  readonly lanes: Lanes;
  readonly switches: Switches;
}

const within = (moments: readonly Moment[], direction: Direction, from: number, to: number): readonly Moment[] =>
  moments.filter((each) => each.direction === direction && from <= each.hopIndex && each.hopIndex < to);

/** All hops of a direction, where a branch has one connection. */
function wholeOf(base: Base): readonly Part[] {
  const { branch, direction } = base;
  const to = branch[direction].length;
  const moments = within(base.moments, direction, 0, to);
  const [first] = moments;
  if (!first) return [];
  const isForward = direction === 'forward';
  const said = isForward ? asked(branch.request) : answered(branch, branch.request);
  const rows = rowsOf({
    ...{ ...base, from: 0, to, leg: undefined, moments, said, stops: false },
    ending: isForward ? verdictOf(branch) : undefined,
  });
  return [
    {
      ...{
        key: direction,
        direction,
        sign: undefined,
        depth: undefined,
        title: '',
        what: '',
        flow: flowOf(moments),
        rows,
      },
      ...{ mirror: undefined, from: first.index, to: moments.at(-1)!.index },
    },
  ];
}

function partOf(base: Base, section: Section, at: number, count: number): Part {
  const { branch, direction } = base;
  const { leg, letter, from, to, index } = section;
  const isForward = direction === 'forward';
  const moments = within(base.moments, direction, from, to);
  const goesOn = at < count - 1 && leg.kind !== 'lease';
  const rows = rowsOf({
    ...{ ...base, from, to, leg: index, moments, stops: goesOn },
    said: isForward ? asked(leg.request) : answered({ ...leg, legs: [leg] }, leg.request),
    ending: goesOn ? endingOf(section) : isForward && at === count - 1 ? verdictOf(branch) : undefined,
  });
  const [one, other] = [leg.flow.from, partyOf(section)];
  return {
    ...{ key: `${direction}-${index}`, direction, sign: letter ?? signs[leg.kind] },
    depth: leg.kind === 'lease' ? undefined : isForward ? at : count - 1 - at,
    title: isForward ? `${one} → ${other}` : `${other} → ${one}`,
    what: whatOf(leg, isForward),
    flow: flowOf(moments),
    mirror: isForward ? undefined : mirrorOf(section, moments),
    ...{ rows, from: moments[0]?.index ?? 0, to: moments.at(-1)?.index ?? 0 },
  };
}

/** What is said where one connection ends and another goes on. */
function endingOf({ letter, direction }: Section): string {
  const isForward = direction === 'forward';
  if (letter === undefined) return isForward ? 'asks on, because of this question' : 'has its answer, and answers';
  return `connection ${letter} ${isForward ? 'ends' : 'is answered'} here`;
}

const signs = { connection: '', lookup: '?', lease: 'DHCP' } as const;

/** `tcp, kept`, `reply`; a question says what was asked. */
const whatOf = (leg: Leg, isForward: boolean): string =>
  [
    ...(isForward ? [] : ['reply']),
    leg.kind === 'connection' ? leg.flow.protocol : leg.what,
    ...(leg.kept ? ['kept open'] : []),
  ].join(', ');

const flowOf = (moments: readonly Moment[]): string => {
  const packet = moments.find(({ after }) => after)?.after;
  return packet ? `${endOf(packet, 'src')} → ${endOf(packet, 'dst')}` : '';
};

const asked = (request: Request | undefined): string | undefined =>
  request && `${isInTls(request) ? 'TLS: ' : ''}${requestText(request)}`;

/** `200`, where a page was asked for; what was answered to a question. */
function answered(
  branch: Pick<Branch, 'client' | 'legs' | 'forward' | 'request'> & { readonly answer?: string },
  request: Request | undefined,
): string | undefined {
  if (request?.kind === 'dns') return branch.answer ?? branch.client;
  const status = request && statusOf(branch);
  return status === undefined ? undefined : `${isInTls(request!) ? 'TLS: ' : ''}${status}`;
}

const verdictOf = ({ verdict, control }: Branch): string | undefined =>
  verdict === 'delivered' && !control ? '✓ delivered' : undefined;

/** A phrase for an answer that passes the same devices back and whose addresses nobody touches. */
function mirrorOf({ leg }: Section, moments: readonly Moment[]): string | undefined {
  const there = leg.forward.map(({ id }) => id);
  const back = leg.reply.map(({ id }) => id).reverse();
  const same = there.length === back.length && there.every((id, i) => id === back[i]);
  const calm = moments.every((moment) => moment.step.kind !== 'drop' && !rewrites(moment));
  return same && calm ? 'exact mirror, no NAT' : undefined;
}
