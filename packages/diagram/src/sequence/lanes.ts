import { type Branch, type Direction, type Hop, type Moment, rewrites, sectionsOf } from '@netk/engine';
import type { Lane } from './chart.ts';

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
  laneOf(direction: Direction, hop: number): number;
}

/** The lanes in the order in which the packet comes to them; what only the answer passes stands where it passes it. */
export function lanesOf(branch: Branch, moments: readonly Moment[]): Lanes {
  const devices = new Set([...branch.forward, ...branch.reply].map(({ id }) => id));
  const folds = devices.size > most;
  const keys = { forward: keysOf(branch, 'forward', folds), reply: keysOf(branch, 'reply', folds) };
  const order = [...new Set(keys.forward)];
  keys.reply.forEach((key, at) => {
    if (order.includes(key)) return;
    const before = at > 0 ? order.indexOf(keys.reply[at - 1]!) : -1;
    const next = keys.reply.slice(at + 1).find((each) => order.includes(each));
    const leftward = before < 0 || next === undefined || order.indexOf(next) < before;
    order.splice(before < 0 ? order.length : leftward ? before : before + 1, 0, key);
  });
  const lanes = order.map((key) => laneFor(key, keys, branch, moments));
  return { lanes, laneOf: (direction, hop) => order.indexOf(keys[direction][hop]!) };
}

/** For each hop the key of its lane: its device, or the two machines between which its run stands. */
function keysOf(branch: Branch, direction: Direction, folds: boolean): readonly string[] {
  const hops = branch[direction];
  if (!folds) return hops.map(({ id }) => id);
  const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
  const ends = new Set(
    (sections.length > 0 ? sections : [{ from: 0, to: hops.length }]).flatMap(({ from, to }) => [from, to - 1]),
  );
  const own = ({ kind, steps }: Hop, at: number): boolean =>
    !between.has(kind) || ends.has(at) || steps.some((step) => step.kind === 'drop');
  return hops.map((hop, at) => {
    if (own(hop, at)) return hop.id;
    const left = hops.findLast((each, i) => i < at && own(each, i))?.id ?? '';
    const right = hops.find((each, i) => i > at && own(each, i))?.id ?? '';
    // the answer comes back by the same lane
    return [left, right].sort().join(' … ');
  });
}

function laneFor(
  key: string,
  keys: Readonly<Record<Direction, readonly string[]>>,
  branch: Branch,
  moments: readonly Moment[],
): Lane {
  const passages = (['forward', 'reply'] as const).flatMap((direction) =>
    branch[direction].flatMap((hop, index) => (keys[direction][index] === key ? [{ hop, direction, index }] : [])),
  );
  const devices = [...new Map(passages.map(({ hop }) => [hop.id, hop])).values()];
  const [first] = devices;
  if (!first) return { key, label: '', sub: '', members: [] };
  if (devices.length === 1)
    return { key, label: first.device, sub: subOf(passages.map(({ hop }) => hop)), members: [] };
  const routers = devices.every(({ kind }) => kind === 'router');
  const changes = moments.filter(
    (moment) =>
      passages.some(({ direction, index }) => moment.direction === direction && moment.hopIndex === index) &&
      moment.direction === 'forward' &&
      rewrites(moment),
  ).length;
  return {
    key,
    label: `${devices.length} ${routers ? 'routers' : 'devices'}`,
    sub: changes > 0 ? `${changes} × NAT` : 'nothing changes',
    members: devices.map(({ device }) => device),
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
