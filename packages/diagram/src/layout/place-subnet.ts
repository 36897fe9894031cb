import type { SceneBalancer, SceneHost } from '@netk/engine';
import { type Anchor, outOf } from '../geometry.ts';
import { metrics as m } from '../metrics.ts';
import { bandHeight, gapOf, linesHeight, type SubnetPlan } from './measure.ts';
import { placeCell, placeNode } from './place-node.ts';
import { shortAddress } from './short-address.ts';
import type { Sizes } from './sizes.ts';
import { addChannel, coarse, type Sketch, standIn } from './sketch.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly vpc: string;
  readonly zone: string;
  readonly riser: string;
  readonly riserX: number;
  /** Where the first number of its gateway stands: in the first row behind the zone's name. */
  readonly badgeX: number;
  readonly cidr: string;
  /** The heights of the lines of the whole row. */
  readonly lines: readonly number[];
}

/** One subnet: its gateway on the left border, lines of hosts and nodes each with a bus, balancer bands below. */
export function placeSubnet(sketch: Sketch, plan: SubnetPlan, place: Place, sizes: Sizes): void {
  const { subnet } = plan;
  const { x, y, w, h } = place;
  sketch.boxes.push({
    ...{ id: subnet.id, kind: 'subnet', x, y, w, h, parent: place.zone, element: subnet.id },
    ...{ label: subnet.label, sub: shortAddress(subnet.cidr, place.cidr), note: subnet.table },
    ...{ used: subnet.used, max: subnet.usable },
  });
  const bus = `bus:${subnet.id}:0`;
  const busY = coarse(sketch.level) ? y + m.subnetHead + 4 : y + m.subnetHead + m.busAt;
  const end = coarse(sketch.level) ? x : x + w - 8;
  const wire = { along: 'h', at: busY, from: place.riserX, to: end, parent: place.riser, kind: 'bus' } as const;
  addChannel(sketch, { id: bus, ...wire });
  const badge = { x: place.badgeX, y: y - m.rowGap / 2 };
  sketch.anchors.set(`gw:${subnet.id}`, { channel: bus, p: x, x, y: busY, badge });
  if (subnet.routerPort !== undefined) sketch.aliases.set(`gw:${place.vpc}/${subnet.routerPort}`, `gw:${subnet.id}`);
  if (coarse(sketch.level)) {
    placeCard(sketch, plan, { ...place, bus, busY });
    return;
  }
  sketch.boxes.push({
    ...{ id: `gw:${subnet.id}`, kind: 'gateway', x: x - 11, y: busY - 8, w: 22, h: 16, parent: subnet.id },
    ...{ label: '.1', sub: '', element: subnet.id },
  });
  const riserX = x + m.subnetPad + 4;
  const riser = `inner:${subnet.id}`;
  const inner = { along: 'v', at: riserX, from: busY, to: y + h - 8, parent: bus, kind: 'bus' } as const;
  if (plan.inner) addChannel(sketch, { id: riser, ...inner });
  const left = x + m.subnetPad + (plan.inner ? m.innerRiser : 0);
  let top = y + m.subnetHead;
  plan.lines.forEach((line, index) => {
    const id = `bus:${subnet.id}:${index}`;
    const at = top + m.busAt;
    if (index > 0) addChannel(sketch, { id, along: 'h', at, from: riserX, to: end, parent: riser, kind: 'bus' });
    let next = left;
    for (const item of line) {
      const spot = { x: next, y: top + m.bus, w: item.w, subnet: subnet.id, bus: id, cidr: place.cidr };
      const height = place.lines[index]!;
      if (item.kind === 'host') placeHost(sketch, item.of, spot);
      else if (sketch.level !== 'pod' && !sketch.open.has(item.of.id))
        placeCell(sketch, item.of, { ...spot, h: height });
      else placeNode(sketch, item.of, { ...spot, h: height }, sizes);
      next += item.w + gapOf(sketch.level);
    }
    const height = place.lines[index]!;
    top += m.bus + height + (height > 0 ? 10 : 0);
  });
  placeBands(sketch, plan, { ...place, left, riser, riserX, top: y + m.subnetHead + linesHeight(place.lines) });
}

/** At a coarse level the card stands for everything in the subnet. */
function placeCard(sketch: Sketch, { subnet, bands }: SubnetPlan, place: Place & { bus: string; busY: number }): void {
  const { x, y, w, busY, bus } = place;
  const anchor = `sub:${subnet.id}`;
  sketch.anchors.set(anchor, { channel: bus, p: x, x, y: busY, badge: { x: x + w - 18, y } });
  for (const host of subnet.hosts) sketch.aliases.set(host.id, anchor);
  for (const band of bands) {
    const node = band.ports[subnet.zone];
    if (!node) continue;
    for (const id of [node.id, outOf(node.id)]) sketch.aliases.set(id, anchor);
    standIn(sketch, band.id, anchor);
  }
  for (const node of subnet.nodes) {
    for (const id of [node.id, `kern:${node.id}`]) sketch.aliases.set(id, anchor);
    for (const eni of node.enis) {
      for (const id of [eni.id, `kern:${node.id}/${eni.id}`, ...eni.pods.map((pod) => pod.id)]) {
        sketch.aliases.set(id, anchor);
      }
    }
  }
}

function placeHost(
  sketch: Sketch,
  host: SceneHost,
  place: { x: number; y: number; w: number; subnet: string; bus: string; cidr: string },
): void {
  const { x, y, w, bus } = place;
  sketch.boxes.push({
    ...{ id: host.id, kind: 'host', x, y, w, h: m.hostHeight, parent: place.subnet, element: host.id },
    ...{ label: host.label, sub: shortAddress(host.sub, place.cidr), note: host.kind },
  });
  const from = sketch.channels.get(bus)!.at;
  addChannel(sketch, { id: `stem:${host.id}`, along: 'v', at: x + 18, from, to: y, parent: bus, kind: 'stem' });
  const badge = { x: x + w - 30, y: y + 1 };
  sketch.anchors.set(host.id, { channel: `stem:${host.id}`, p: y, x: x + 18, y, badge });
}

/** One node per balancer. Where connections end, what it asks leaves lower down, so that the two never look like one. */
function placeBands(
  sketch: Sketch,
  plan: SubnetPlan,
  place: Place & { left: number; top: number; riser: string },
): void {
  let y = place.top;
  for (const band of plan.bands) {
    const node = band.ports[plan.subnet.zone];
    if (node) placeBand(sketch, plan, { ...place, y }, band, node);
    y += bandHeight(band) + m.bandGap;
  }
}

function placeBand(
  sketch: Sketch,
  plan: SubnetPlan,
  { x, y, w: width, left, riser, riserX, cidr }: Place & { left: number; riser: string },
  band: SceneBalancer,
  { id, address }: SceneBalancer['ports'][string],
): void {
  const h = bandHeight(band);
  const w = x + width - 8 - left;
  sketch.boxes.push({
    ...{ id, kind: 'balancer', x: left, y, w, h, parent: plan.subnet.id, element: band.id },
    ...{ label: band.label, sub: shortAddress(address, cidr), note: band.listens },
  });
  const anchor = (at: number, badge: number): Anchor => ({
    ...{ channel: riser, p: at, x: riserX, y: at, stub: left },
    badge: { x: left + w - (band.ends ? 28 : 52), y: badge },
  });
  standIn(sketch, band.id, id);
  sketch.anchors.set(id, anchor(band.ends ? y + 12 : y + h / 2, y));
  if (band.ends) sketch.anchors.set(outOf(id), anchor(y + h - 12, y + h));
}
