import type { SceneBalancer, SceneHost, SceneNode, SceneSubnet, SceneVpc } from '@netk/engine';
import type { LayoutOptions, Level } from '../geometry.ts';
import { even, metrics as m } from '../metrics.ts';
import { ordered, slotsOf } from './order.ts';
import { nodeSize, type Sizes } from './sizes.ts';
import { coarse, folded } from './sketch.ts';

export type Item = { readonly w: number; readonly h: number } & (
  | { readonly kind: 'host'; readonly of: SceneHost }
  | { readonly kind: 'node'; readonly of: SceneNode }
);

/** A subnet before it has a place. */
export interface SubnetPlan {
  readonly subnet: SceneSubnet;
  readonly lines: readonly (readonly Item[])[];
  /** All balancers of the row: bands line up over the zones. */
  readonly bands: readonly SceneBalancer[];
  /** A subnet of several lines or with bands has a riser of its own. */
  readonly inner: boolean;
  readonly width: number;
}

export interface VpcPlan {
  readonly vpc: SceneVpc;
  readonly zones: SceneVpc['zones'];
  readonly lanes: number[];
  readonly lines: readonly (readonly number[])[];
  readonly heights: readonly number[];
  readonly subnets: ReadonlyMap<string, SubnetPlan>;
  readonly slots: Readonly<Record<string, number>>;
}

const wraps = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
export const leastWidth = 330;
export const cell = (zone: string, row: string): string => `${zone}\n${row}`;

/** First pass, bottom up: the size of every node, line, subnet, lane and row. */
export function measure(vpc: SceneVpc, sizes: Sizes, options: LayoutOptions): VpcPlan {
  const level = options.level ?? 'pod';
  const zones = ordered(vpc.zones);
  const at = new Map(vpc.subnets.map((subnet) => [cell(subnet.zone, subnet.row), subnet]));
  const slots: Record<string, number> = {};
  const subnets = new Map<string, SubnetPlan>();
  const balancers = ordered(vpc.balancers);
  for (const row of vpc.rows) {
    const all = zones.flatMap((zone) => at.get(cell(zone.id, row.id)) ?? []);
    const sizesOfRow = all.map((subnet) => subnet.nodes.length + subnet.hosts.length);
    const wrap = wrapOf(Math.max(1, ...sizesOfRow), level, options.ratio ?? 1.4);
    const bands = balancers.filter((balancer) => balancer.row === row.id);
    for (const subnet of all) {
      const places = slotsOf(subnet.nodes, options.hint ?? {});
      for (const [id, slot] of places) slots[id] = slot;
      subnets.set(cell(subnet.zone, row.id), measureSubnet(subnet, places, wrap, bands, sizes, level, options));
    }
  }
  const inRow = (row: string): SubnetPlan[] => zones.flatMap((zone) => subnets.get(cell(zone.id, row)) ?? []);
  const lines = vpc.rows.map((row) => tallest(inRow(row.id)));
  const heights = vpc.rows.map((row, i) => {
    if (coarse(level)) return m.cardHeight;
    const bands = balancers.filter((balancer) => balancer.row === row.id);
    const deep = bands.reduce((sum, band) => sum + bandHeight(band) + m.bandGap, 0);
    return even(m.subnetHead + linesHeight(lines[i]!) + deep + 6);
  });
  const lanes = zones.map((zone) => {
    const widths = vpc.rows.map((row) => subnets.get(cell(zone.id, row.id))?.width ?? 0);
    return m.riser + Math.max(90, ...widths);
  });
  return { vpc, zones, lanes, lines, heights, subnets, slots };
}

function measureSubnet(
  subnet: SceneSubnet,
  places: ReadonlyMap<string, number>,
  wrap: number,
  bands: readonly SceneBalancer[],
  sizes: Sizes,
  level: Level,
  options: LayoutOptions,
): SubnetPlan {
  const nodes = [...subnet.nodes].sort((a, b) => places.get(a.id)! - places.get(b.id)!);
  const isFolded = (id: string): boolean => folded({ level, open: options.open ?? new Set() }, id);
  const items: readonly Item[] = [
    ...ordered(subnet.hosts).map((of): Item => ({ kind: 'host', of, w: sizes.host, h: m.hostHeight })),
    ...nodes.map((of): Item => {
      const size = isFolded(of.id) ? { w: m.cellWidth, h: m.cellHeight } : nodeSize(of, sizes);
      return { kind: 'node', of, ...size };
    }),
  ];
  const lines: Item[][] = [[]];
  for (const item of items) {
    if (lines.at(-1)!.length >= wrap) lines.push([]);
    lines.at(-1)!.push(item);
  }
  const here = bands.filter((band) => band.ports[subnet.zone] !== undefined);
  const inner = lines.length > 1 || here.length > 0;
  const widths = lines.map((line) => line.reduce((sum, item) => sum + item.w, 0) + gapOf(level) * (line.length - 1));
  const least = here.some(({ ends }) => ends) ? m.relayWidth : 104;
  const width = coarse(level)
    ? m.cardWidth
    : even(Math.max(least, ...widths) + m.subnetPad * 2 + (inner ? m.innerRiser : 0));
  return { subnet, lines, bands, inner, width };
}

export const bandHeight = ({ ends }: SceneBalancer): number => (ends ? m.relayHeight : m.bandHeight);

export const gapOf = (level: Level): number => (level === 'pod' ? m.nodeGap : m.cellGap);

/** The height of all lines of a row of subnets, each with its own bus. */
export const linesHeight = (lines: readonly number[]): number =>
  lines.reduce((sum, height) => sum + m.bus + height + (height > 0 ? 10 : 0), 0);

/** One value per row of subnets, in steps, so that one more node seldom wraps anew. */
function wrapOf(most: number, level: Level, ratio: number): number {
  const want = level === 'pod' ? Math.min(most, 4) : Math.sqrt(most * ratio * 0.6);
  return wraps.find((wrap) => wrap >= want) ?? 64;
}

function tallest(plans: readonly SubnetPlan[]): readonly number[] {
  const count = Math.max(0, ...plans.map((plan) => plan.lines.length));
  return Array.from({ length: count }, (_, i) =>
    Math.max(0, ...plans.flatMap((plan) => (plan.lines[i] ?? []).map((item) => item.h))),
  );
}
