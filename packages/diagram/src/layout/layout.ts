import type { Scene } from '@netk/engine';
import type { Geometry, LayoutOptions } from '../geometry.ts';
import { metrics as m } from '../metrics.ts';
import { emptied } from './aside.ts';
import { measure } from './measure.ts';
import { ordered } from './order.ts';
import { gatewayAt, internetHeight, internetWidth, placeInternet } from './place-internet.ts';
import { placeVpc, vpcWidth } from './place-vpc.ts';
import { sizesOf } from './sizes.ts';
import type { Sketch } from './sketch.ts';

/** From what there is to draw to where it stands. Pure: no DOM, no randomness, no measuring of text. */
export function layout(scene: Scene, options: LayoutOptions = {}): Geometry {
  const sketch: Sketch = {
    level: options.level ?? 'pod',
    open: options.open ?? new Set(),
    boxes: [],
    channels: new Map(),
    anchors: new Map(),
    aliases: new Map(),
  };
  const sizes = sizesOf(scene);
  const plans = ordered(scene.vpcs).map((vpc) =>
    measure(options.folded?.has(vpc.id) ? emptied(vpc) : vpc, sizes, options),
  );
  const wan =
    scene.internet.length > 0 ||
    scene.lans.length + scene.names.length > 0 ||
    scene.systems.length > 0 ||
    plans.length > 1 ||
    plans.some(({ vpc }) => (vpc.igw ?? vpc.eigw) !== undefined);
  const gaps = m.vpcGap * Math.max(0, plans.length - 1);
  const widths = plans.map(vpcWidth);
  const own = widths.reduce((sum, width) => sum + width, 0) + gaps;
  const total = Math.max(own, wan ? internetWidth(scene) : 0);
  const last = plans.at(-1);
  if (last) widths[widths.length - 1] = widths.at(-1)! + total - own;
  plans.forEach((plan, index) => {
    widen(plan.lanes, widths[index]! - m.vpcPad * 2);
  });
  const left = 2;
  const gap = scene.systems.length > 0 ? m.beadGap : m.internetGap;
  const band = internetHeight(scene);
  const top = wan ? band + gap : plans.some(({ vpc }) => vpc.edges) ? 16 : 8;
  const wanY = band + gap / 2;
  const gateway = gatewayAt(scene, left, { x: left, w: widths[0] ?? total });
  if (wan) placeInternet(sketch, scene, { x: left, w: total, wanY, gateway });
  let x = left;
  let height = top;
  plans.forEach((plan, index) => {
    const w = widths[index]!;
    height = Math.max(
      height,
      top +
        placeVpc(
          sketch,
          plan,
          {
            ...{ x, y: top, w, folded: options.folded?.has(plan.vpc.id) ?? false },
            ...(wan ? { wanY, gateway: index === 0 ? gateway : gatewayIn(x) } : {}),
          },
          sizes,
        ),
    );
    x += w + m.vpcGap;
  });
  return {
    boxes: sketch.boxes,
    channels: sketch.channels,
    anchors: sketch.anchors,
    aliases: sketch.aliases,
    slots: Object.assign({}, ...plans.map((plan) => plan.slots)) as Record<string, number>,
    width: left + total + 2,
    height: height + 2,
  };
}

/** Of a VPC that is not the first. */
const gatewayIn = (x: number): number => x + 233;

/** The last lane takes what is left, so that lanes always fill their VPC. */
function widen(lanes: number[], width: number): void {
  const own = lanes.reduce((sum, lane) => sum + lane, 0) + m.laneGap * Math.max(0, lanes.length - 1);
  if (lanes.length > 0) lanes[lanes.length - 1] = lanes.at(-1)! + Math.max(0, width - own);
}
