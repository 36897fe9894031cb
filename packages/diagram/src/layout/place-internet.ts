import { type Scene, type SceneHost, type SceneSystem, strangerId } from '@netk/engine';
import { even, metrics as m, monoWidth, sansWidth } from '../metrics.ts';
import { before, ordered } from './order.ts';
import { hostsAt, lansWidth, placeLans, placeOutside } from './place-lans.ts';
import { outsideWidth } from './sizes.ts';
import { addChannel, type Sketch } from './sketch.ts';

const firstHost = 120;
/** Two numbers fit between machines. */
const between = 42;

const hostsWidth = (hosts: readonly SceneHost[]): number =>
  hosts.reduce((sum, host) => sum + outsideWidth(host.label, host.sub) + between, firstHost + 10);

/** The width of everything that is in no VPC. */
export const internetWidth = ({ internet, names, lans, systems }: Scene): number =>
  lansWidth(lans) + Math.max(hostsWidth(internet), namesWidth(names), systemsWidth(systems));

/** Whether machines stand in a second line, below what has no wire. */
const isTall = ({ lans, names }: Pick<Scene, 'lans' | 'names'>): boolean => lans.length + names.length > 0;

export const internetHeight = (scene: Pick<Scene, 'lans' | 'names'>): number =>
  isTall(scene) ? m.lanHeight : m.internetHeight;

/** Servers of names are chips without wires: questions about names lead there, and connections do not. */
const firstName = 104;
const nameWidth = ({ label }: SceneHost): number => Math.min(140, even(20 + sansWidth(label)));
const namesWidth = (names: readonly SceneHost[]): number =>
  names.reduce((sum, each) => sum + nameWidth(each) + 6, firstName + 10);

function placeNames(sketch: Sketch, names: readonly SceneHost[], left: number): void {
  let x = left + firstName;
  for (const host of ordered(names)) {
    const w = nameWidth(host);
    const { id, label, sub } = host;
    sketch.boxes.push({
      ...{ id, kind: 'zone-server', x, y: 2, w, h: 16, label, sub, parent: 'internet', element: id },
    });
    sketch.aliases.set(id, 'internet');
    x += w + 6;
  }
}

const beadWidth = ({ label, sub }: SceneSystem): number =>
  Math.min(220, even(32 + sansWidth(label) * 1.1 + monoWidth(sub)));

/** Where the systems stand on the wire: from the people to the gateways. */
const firstBead = 24;
const leastBetween = 44;
/** Behind the last one's middle: a number, and half of the gateway below. */
const behind = 76;

const systemsWidth = (systems: readonly SceneSystem[]): number =>
  systems.length === 0
    ? 0
    : systems.reduce((sum, each) => sum + beadWidth(each) + leastBetween, firstBead) - leastBetween + behind;

/**
 * Where the gateway of the first VPC stands: below the last system, so that the wire, its stem and the VPC's router are one way
 * that never turns back; without systems behind the networks at home.
 */
export function gatewayAt({ lans, systems }: Scene, left: number, vpc: { x: number; w: number }): number {
  const last = vpc.x + vpc.w - behind;
  const end = fromPeople(systems).at(-1);
  if (!end) return Math.min(last, Math.max(vpc.x + 233, left + lansWidth(lans) + 60));
  const least = left + lansWidth(lans) + systemsWidth(systems) - behind;
  return Math.max(last, least - beadWidth(end) / 2);
}

const fromPeople = (systems: readonly SceneSystem[]): readonly SceneSystem[] =>
  [...systems].sort((a, b) => a.rank - b.rank || before(a, b));

/** The systems as beads on the wire, evenly spread up to the last, whose middle is above the gateway. */
function placeSystems(
  sketch: Sketch,
  systems: readonly SceneSystem[],
  place: { x: number; end: number; wanY: number },
): void {
  const sorted = fromPeople(systems);
  const widths = sorted.map(beadWidth);
  const taken = widths.reduce((sum, width) => sum + width, 0) - (widths.at(-1) ?? 0) / 2;
  const free = place.end - place.x - firstBead - taken;
  const gap = Math.max(leastBetween, free / Math.max(1, sorted.length - 1));
  let x = sorted.length === 1 ? place.end - widths[0]! / 2 : place.x + firstBead;
  for (const [i, { id, label, sub, element }] of sorted.entries()) {
    const w = widths[i]!;
    sketch.boxes.push({
      ...{ id, kind: 'bead', x, y: place.wanY - m.beadHeight / 2, w, h: m.beadHeight, label, sub },
      ...(element === undefined ? {} : { element }),
    });
    const p = x + w / 2;
    sketch.anchors.set(id, { channel: 'wan', p, x: p, y: place.wanY, badge: { x: x + w + 12, y: place.wanY - 14 } });
    x += w + gap;
  }
}

/** The band at the top with everything that is in no VPC, and the wire to the gateways. */
export function placeInternet(
  sketch: Sketch,
  scene: Scene,
  place: { x: number; w: number; wanY: number; gateway: number },
): void {
  const { x: left, w, wanY, gateway } = place;
  const h = internetHeight(scene);
  const x = left + lansWidth(scene.lans);
  const common = { label: 'Internet', sub: '' };
  sketch.boxes.push({ id: 'internet', kind: 'internet', x, y: 0, w: w - (x - left), h, ...common });
  addChannel(sketch, { id: 'wan', along: 'h', at: wanY, from: left, to: left + w, kind: 'wan' });
  const badge = { x: x + 84, y: 16 };
  sketch.anchors.set('internet', { channel: 'wan', p: gateway, x: gateway, y: wanY, badge });
  sketch.aliases.set(strangerId, 'internet');
  placeNames(sketch, scene.names, x);
  placeLans(sketch, scene.lans, { x: left, wanY });
  placeSystems(sketch, scene.systems, { x, end: gateway, wanY });
  let next = x + firstHost;
  for (const host of ordered(scene.internet)) {
    const y = isTall(scene) ? hostsAt : 4;
    placeOutside(sketch, host, { x: next, y, to: wanY, wire: 'wan', parent: 'internet' });
    next += outsideWidth(host.label, host.sub) + between;
  }
}
