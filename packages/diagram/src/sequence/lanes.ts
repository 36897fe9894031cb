import { type Branch, type Direction, type Hop, type Moment, rewrites, sectionsOf } from '@netk/engine';
import type { Lane, Run } from './chart.ts';

/** With more devices than this, those that only pass packets on stand together. */
const most = 6;

/** What passes packets on between machines: such a device has a lane of its own only where there is room, or where a packet dies in it. */
const between: ReadonlySet<Hop['kind']> = new Set([
  'router',
  'internet-gateway',
  'nat-gateway',
  'internet',
  'home-router',
  'vpc-peering-connection',
  'transit-gateway',
  'vpn-gateway',
  'vpc-endpoint',
]);

/** The lanes of a branch, and in which of them each hop stands. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly runs: readonly Run[];
  laneOf(direction: Direction, hop: number): number;
}

/** A hop, where it stands in the branch, and the run that it is of; undefined: of none. */
interface Passage {
  readonly hop: Hop;
  readonly direction: Direction;
  readonly index: number;
  readonly run: string | undefined;
  /** The key of its lane. */
  readonly lane: string;
}

/** The lanes in the order in which the packet comes to them; what only the answer passes stands where it passes it. */
export function lanesOf(branch: Branch, moments: readonly Moment[], unfolded: ReadonlySet<string>): Lanes {
  const devices = new Set([...branch.forward, ...branch.reply].map(({ id }) => id));
  const folds = devices.size > most;
  const passages = {
    forward: passagesOf(branch, 'forward', folds, unfolded),
    reply: passagesOf(branch, 'reply', folds, unfolded),
  };
  const keys = passages.reply.map(({ lane }) => lane);
  const order = [...new Set(passages.forward.map(({ lane }) => lane))];
  keys.forEach((key, at) => {
    if (order.includes(key)) return;
    const before = at > 0 ? order.indexOf(keys[at - 1]!) : -1;
    const next = keys.slice(at + 1).find((each) => order.includes(each));
    const leftward = before < 0 || next === undefined || order.indexOf(next) < before;
    order.splice(before < 0 ? order.length : leftward ? before : before + 1, 0, key);
  });
  const all = [...passages.forward, ...passages.reply];
  const runs = runsOf(all, unfolded);
  const folding = new Set(runs.map(({ key }) => key));
  return {
    lanes: order.map((key) =>
      laneFor(
        key,
        all.filter(({ lane }) => lane === key),
        folding,
        moments,
      ),
    ),
    runs,
    laneOf: (direction, hop) => order.indexOf(passages[direction][hop]!.lane),
  };
}

/** For each hop its run, named by the two machines between which it stands, and its lane: of the run, or of its device. */
function passagesOf(
  branch: Branch,
  direction: Direction,
  folds: boolean,
  unfolded: ReadonlySet<string>,
): readonly Passage[] {
  const hops = branch[direction];
  const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
  const ends = new Set(
    (sections.length > 0 ? sections : [{ from: 0, to: hops.length }]).flatMap(({ from, to }) => [from, to - 1]),
  );
  const own = ({ kind, steps }: Hop, at: number): boolean =>
    !folds || !between.has(kind) || ends.has(at) || steps.some((step) => step.kind === 'drop');
  return hops.map((hop, index) => {
    if (own(hop, index)) return { hop, direction, index, run: undefined, lane: hop.id };
    const left = hops.findLast((each, i) => i < index && own(each, i))?.id ?? '';
    const right = hops.find((each, i) => i > index && own(each, i))?.id ?? '';
    // the answer comes back by the same lane
    const run = [left, right].sort().join(' … ');
    return { hop, direction, index, run, lane: unfolded.has(run) ? hop.id : run };
  });
}

/** The devices that some hops pass, each once. */
const devicesOf = (passages: readonly Passage[]): readonly Hop[] => [
  ...new Map(passages.map(({ hop }) => [hop.id, hop])).values(),
];

/** The runs of more than one device: one alone has nothing to unfold. */
function runsOf(passages: readonly Passage[], unfolded: ReadonlySet<string>): readonly Run[] {
  const keys = [...new Set(passages.flatMap(({ run }) => run ?? []))];
  return keys.flatMap((key) => {
    const devices = devicesOf(passages.filter(({ run }) => run === key));
    if (devices.length < 2) return [];
    return { key, label: runLabel(devices), members: namesOf(devices), isOpen: unfolded.has(key) };
  });
}

const namesOf = (devices: readonly Hop[]): readonly string[] => devices.map(({ device }) => device);

const runLabel = (devices: readonly Hop[]): string =>
  `${devices.length} ${devices.every(({ kind }) => kind === 'router') ? 'routers' : 'devices'}`;

/** The lane of some hops; `folding`: the runs that there are. */
function laneFor(
  key: string,
  passages: readonly Passage[],
  folding: ReadonlySet<string>,
  moments: readonly Moment[],
): Lane {
  const devices = devicesOf(passages);
  const [first] = devices;
  const runs = [...new Set(passages.flatMap(({ run }) => (run !== undefined && folding.has(run) ? run : [])))];
  if (!first) return { key, label: '', sub: '', members: [], runs };
  if (devices.length === 1)
    return { key, label: first.device, sub: subOf(passages.map(({ hop }) => hop)), members: [], runs };
  const changes = moments.filter(
    (moment) =>
      passages.some(({ direction, index }) => moment.direction === direction && moment.hopIndex === index) &&
      moment.direction === 'forward' &&
      rewrites(moment),
  ).length;
  return {
    key,
    label: runLabel(devices),
    sub: changes > 0 ? `${changes} × NAT` : 'nothing changes',
    members: namesOf(devices),
    runs,
  };
}

/** Addresses that say nothing of a device: none yet, everybody's, its own to itself. */
const nobodys = /^(?:0\.0\.0\.0|255\.255\.255\.255|127\..*|::1?)$/;

/** The address where a packet begins or ends, else what the device is. */
function subOf(hops: readonly Hop[]): string {
  for (const { steps } of hops) {
    const sent = steps.find(({ kind }) => kind === 'originate' || kind === 'connect')?.after?.src;
    const taken = steps.find(({ kind }) => kind === 'deliver')?.after?.dst;
    const address = [sent, taken].find((each) => each !== undefined && !nobodys.test(each));
    if (address !== undefined) return address;
  }
  return hops[0]!.kind.replaceAll('-', ' ');
}
