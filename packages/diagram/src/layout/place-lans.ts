import type { SceneHost, SceneLan } from '@netk/engine';
import { even, metrics as m, monoWidth, sansWidth } from '../metrics.ts';
import { ordered } from './order.ts';
import { outsideWidth } from './sizes.ts';
import { addChannel, type Sketch, standIn } from './sketch.ts';

const pad = 10;
const between = 10;
/** Machines stand below the name of their network. */
export const hostsAt = 20;
const hostHeight = 24;
const busAt = hostsAt + hostHeight + 10;

const widthOf = ({ label, sub }: SceneHost): number => outsideWidth(label, sub);

const routerWidth = (routers: readonly SceneHost[]): number => Math.max(0, ...routers.map(widthOf));

/** Without the half of its router that stands outside. */
function lanWidth({ label, cidr, hosts, routers }: SceneLan): number {
  const inside = hosts.reduce((sum, host) => sum + widthOf(host) + between, pad);
  const name = 28 + sansWidth(label) * 1.1 + monoWidth(cidr);
  return even(Math.max(name, inside + routerWidth(routers) / 2));
}

const spanOf = (lan: SceneLan): number => lanWidth(lan) + routerWidth(lan.routers) / 2 + m.lanGap;

/** The room that networks at home take at the left of the Internet. */
export const lansWidth = (lans: readonly SceneLan[]): number => lans.reduce((sum, lan) => sum + spanOf(lan), 0);

/** Networks at home, side by side; a router stands on the border of its own. */
export function placeLans(sketch: Sketch, lans: readonly SceneLan[], place: { x: number; wanY: number }): void {
  let { x } = place;
  for (const lan of ordered(lans)) {
    placeLan(sketch, lan, { ...place, x });
    x += spanOf(lan);
  }
}

function placeLan(sketch: Sketch, lan: SceneLan, { x: left, wanY }: { x: number; wanY: number }): void {
  const { id, label, cidr } = lan;
  const w = lanWidth(lan);
  const [router, ...others] = ordered(lan.routers);
  sketch.boxes.push({ id, kind: 'lan', x: left, y: 0, w, h: m.lanHeight, label, sub: cidr, element: id });
  const stem = `stem:${router?.id ?? id}`;
  const edge = left + w;
  const bus = `bus:${id}`;
  const foot = router ? hostsAt + hostHeight : busAt;
  // without a router the stem is there for the tree of channels, but no wire is drawn in it
  addChannel(sketch, {
    id: stem,
    along: 'v',
    at: edge,
    from: foot,
    to: wanY,
    parent: 'wan',
    kind: router ? 'stem' : 'hidden',
  });
  addChannel(sketch, { id: bus, along: 'h', at: busAt, from: left + pad, to: edge, parent: stem, kind: 'bus' });
  if (router) {
    const width = widthOf(router);
    const x = edge - width / 2;
    sketch.boxes.push({
      ...{ id: router.id, kind: 'router', x, y: hostsAt, w: width, h: hostHeight, parent: id, element: router.id },
      ...{ label: router.label, sub: router.sub, note: router.kind },
    });
    const badge = { x: x + width - 2, y: hostsAt - 2 };
    sketch.anchors.set(router.id, { channel: stem, p: foot, x: edge, y: foot, badge });
  }
  // of several routers one is drawn: machines have the first as their way out
  for (const other of others) sketch.aliases.set(other.id, router!.id);
  let x = left + pad;
  for (const host of ordered(lan.hosts)) {
    placeOutside(sketch, host, { x, y: hostsAt, to: busAt, wire: bus, parent: id });
    x += widthOf(host) + between;
  }
}

/** A machine that is in no VPC, on a stem down to a wire. */
export function placeOutside(
  sketch: Sketch,
  { id, label, sub, kind, element = id }: SceneHost,
  { x, y, to, wire, parent }: { x: number; y: number; to: number; wire: string; parent: string },
): void {
  const w = outsideWidth(label, sub);
  sketch.boxes.push({
    ...{ id, kind: 'outside', x, y, w, h: hostHeight, parent, element },
    ...{ label, sub, note: kind },
  });
  const channel = `stem:${id}`;
  const foot = y + hostHeight;
  addChannel(sketch, { id: channel, along: 'v', at: x + 20, from: foot, to, parent: wire, kind: 'stem' });
  sketch.anchors.set(id, { channel, p: foot, x: x + 20, y: foot, badge: { x: x + w - 2, y: y + hostHeight / 2 } });
  if (kind === 'balancer') standIn(sketch, element, id);
}
