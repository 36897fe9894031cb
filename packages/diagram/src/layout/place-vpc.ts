import type { SceneEdge } from '@netk/engine';
import { even, metrics as m, sansWidth } from '../metrics.ts';
import { cell, leastWidth, type VpcPlan } from './measure.ts';
import { placeShelves } from './place-shelves.ts';
import { placeSubnet } from './place-subnet.ts';
import type { Sizes } from './sizes.ts';
import { addChannel, type Sketch } from './sketch.ts';

export const lanesWidth = (plan: VpcPlan): number =>
  plan.lanes.reduce((sum, lane) => sum + lane, 0) + m.laneGap * Math.max(0, plan.lanes.length - 1);

export const vpcWidth = (plan: VpcPlan): number =>
  Math.max(leastWidth, lanesWidth(plan) + m.vpcPad * 2, edgesWidth(plan.vpc.edges ?? []));

/** A VPC has room for its name, its gateway and everything at its edge. */
const edgesWidth = (edges: readonly SceneEdge[]): number =>
  edges.length === 0 ? 0 : edges.reduce((sum, edge) => sum + edgeWidth(edge) + edgeGap, 430);

/** One VPC: gateway on the upper border, the router as a rail with a riser per zone, lanes, shelves of services. Gives its height. */
export function placeVpc(
  sketch: Sketch,
  plan: VpcPlan,
  place: { x: number; y: number; wanY?: number; gateway?: number; w: number; folded?: boolean },
  sizes: Sizes,
): number {
  const { vpc } = plan;
  const inside = { x: place.x + m.vpcPad, w: place.w - m.vpcPad * 2 };
  const railY = place.y + m.vpcHead + m.rail / 2;
  const laneTop = place.y + m.vpcHead + m.rail + 2;
  const rows: number[] = [];
  let y = laneTop + m.zoneHead;
  for (const height of plan.heights) {
    rows.push(y);
    y += height + m.rowGap;
  }
  const lanesEnd = y - (plan.heights.length > 0 ? m.rowGap : 0) + 8;
  const box = sketch.boxes.length;
  placeGateway(sketch, plan, { ...place, railY });
  const rail = `rail:${vpc.id}`;
  const words = placeEdges(sketch, plan, { ...place, railY, rail });
  const parent = place.wanY !== undefined ? { parent: `gateway:${vpc.id}` } : {};
  const span = { from: inside.x, to: inside.x + inside.w };
  addChannel(sketch, { id: rail, along: 'h', at: railY, ...span, kind: 'router', ...parent });
  let x = inside.x;
  plan.zones.forEach((zone, index) => {
    const w = plan.lanes[index]!;
    const common = { label: zone.label, sub: '', parent: vpc.id };
    sketch.boxes.push({ id: zone.id, kind: 'zone', x, y: laneTop, w, h: lanesEnd - laneTop, ...common });
    const riserX = x + m.riser / 2;
    const riser = `riser:${zone.id}`;
    addChannel(sketch, { id: riser, along: 'v', at: riserX, from: railY, to: lanesEnd, parent: rail, kind: 'router' });
    vpc.rows.forEach((row, place_) => {
      const subnet = plan.subnets.get(cell(zone.id, row.id));
      if (!subnet) return;
      const spot = { x: x + m.riser, y: rows[place_]!, w: w - m.riser - 6, h: plan.heights[place_]! };
      const badgeX = place_ === 0 ? x + 46 + Math.min(sansWidth(zone.label) * 1.1, w - 110) : riserX + 14;
      const wires = { zone: zone.id, riser, riserX, badgeX, cidr: vpc.cidr, lines: plan.lines[place_]! };
      placeSubnet(sketch, subnet, { ...spot, ...wires, vpc: vpc.id }, sizes);
    });
    x += w + m.laneGap;
  });
  const end = placeShelves(sketch, vpc, { ...inside, y: lanesEnd + 8 });
  const height = end + 4 - place.y;
  sketch.boxes.splice(box, 0, {
    ...{ id: vpc.id, kind: 'vpc', x: place.x, y: place.y, w: place.w, h: height, element: vpc.id },
    ...{ label: vpc.label, sub: vpc.cidr, ...(place.folded ? { folded: true as const } : {}) },
    // the words at the right end before what stands there
    ...(isRight(place) || words !== undefined
      ? {
          room:
            Math.min(isRight(place) ? place.gateway! - 52 : place.x + place.w - 12, words ?? place.x + place.w) -
            place.x,
        }
      : {}),
  });
  return height;
}

/** Whether the gateway stands where a VPC has words at its right. */
const isRight = ({ x, w, gateway }: { x: number; w: number; gateway?: number }): boolean =>
  gateway !== undefined && gateway > x + w / 2;

/** Without an internet gateway the stem is there for the tree of channels, but no wire is drawn in it. */
function placeGateway(
  sketch: Sketch,
  plan: VpcPlan,
  place: { x: number; y: number; wanY?: number; gateway?: number; railY: number },
): void {
  const { wanY, gateway: x } = place;
  if (wanY === undefined || x === undefined) return;
  const { igw, eigw, id } = plan.vpc;
  // both stand at one place: which of them a packet passes is told by its way
  const all = [igw, eigw].filter((each) => each !== undefined);
  const [first] = all;
  const stem = { id: `gateway:${id}`, along: 'v', at: x, from: wanY, to: place.railY, parent: 'wan' } as const;
  addChannel(sketch, { ...stem, kind: first ? 'stem' : 'hidden' });
  if (!first) return;
  const w = all.length > 1 ? 120 : 80;
  sketch.boxes.push({
    ...{ id: first.id, kind: 'igw', x: x - w / 2, y: place.y - 10, w, h: 20, parent: id, element: first.id },
    ...{ label: all.map(({ label }) => label).join(', '), sub: igw?.short ?? 'IGW' },
  });
  const badge = { x: x + w / 2 + 12, y: place.y };
  for (const each of all) sketch.anchors.set(each.id, { channel: stem.id, p: place.y, x, y: place.y, badge });
}

const edgeWidth = ({ label }: SceneEdge): number => Math.min(150, even(20 + sansWidth(label) * 1.1));
/** Behind an edge: its numbers. */
const edgeGap = 44;

/**
 * What stands at the edge of a VPC beside its internet gateway: on the upper border, from the right end, none where the gateway is.
 * Gives where the first of them begins; undefined: there are none.
 */
function placeEdges(
  sketch: Sketch,
  { vpc }: VpcPlan,
  place: { x: number; y: number; w: number; gateway?: number; railY: number; rail: string },
): number | undefined {
  let end = place.x + place.w - 12 - edgeGap;
  let first: number | undefined;
  for (const edge of [...(vpc.edges ?? [])].reverse()) {
    const w = edgeWidth(edge);
    const { gateway } = place;
    if (gateway !== undefined && end > gateway - 60 && end - w < gateway + 110) end = gateway - 64 - edgeGap;
    const x = end - w;
    const id = `edge:${edge.id}@${vpc.id}`;
    sketch.boxes.push({
      ...{ id, kind: 'edge', x, y: place.y - 10, w, h: 20, parent: vpc.id },
      ...{ label: edge.label, sub: edge.leads, note: edge.kind, element: edge.id },
    });
    const badge = { x: x + w + 12, y: place.y };
    sketch.anchors.set(id, { channel: place.rail, p: x + w / 2, x: x + w / 2, y: place.railY, badge });
    if (!sketch.aliases.has(edge.id)) sketch.aliases.set(edge.id, id);
    first = x - 8;
    end = x - edgeGap;
  }
  return first;
}
