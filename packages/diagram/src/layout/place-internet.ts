import type { SceneHost } from '@netk/engine';
import { metrics as m } from '../metrics.ts';
import { ordered } from './order.ts';
import { outsideWidth } from './sizes.ts';
import { addChannel, type Sketch } from './sketch.ts';

const firstHost = 110;
const between = 36;

export const internetWidth = (hosts: readonly SceneHost[]): number =>
  hosts.reduce((sum, host) => sum + outsideWidth(host.label, host.sub) + between, firstHost + 10);

/** The band at the top with everything that is in no VPC, and the wire to the gateways. */
export function placeInternet(
  sketch: Sketch,
  hosts: readonly SceneHost[],
  place: { x: number; w: number; wanY: number },
): void {
  const { x: left, w, wanY } = place;
  const common = { label: 'Internet', sub: '' };
  sketch.boxes.push({ id: 'internet', kind: 'internet', x: left, y: 0, w, h: m.internetHeight, ...common });
  addChannel(sketch, { id: 'wan', along: 'h', at: wanY, from: left, to: left + w, kind: 'wan' });
  const igw = left + m.vpcPad + m.riser / 2 + 210;
  const badge = { x: left + 74, y: 16 };
  sketch.anchors.set('internet', { channel: 'wan', p: igw, x: igw, y: wanY, badge });
  let x = left + firstHost;
  for (const host of ordered(hosts)) {
    const width = outsideWidth(host.label, host.sub);
    sketch.boxes.push({
      ...{ id: host.id, kind: 'outside', x, y: 4, w: width, h: 24, parent: 'internet', element: host.id },
      ...{ label: host.label, sub: host.sub, note: host.kind },
    });
    const channel = `stem:${host.id}`;
    addChannel(sketch, { id: channel, along: 'v', at: x + 20, from: 28, to: wanY, parent: 'wan', kind: 'stem' });
    sketch.anchors.set(host.id, { channel, p: 28, x: x + 20, y: 28, badge: { x: x + width - 2, y: 4 + 12 } });
    x += width + between;
  }
}
