import { type Scene, type SceneHost, type SceneSystem, strangerId } from '@netk/engine';
import { even, metrics as m, monoWidth, sansWidth } from '../metrics.ts';
import { before, ordered } from './order.ts';
import { outsideWidth } from './sizes.ts';
import { addChannel, type Sketch } from './sketch.ts';

const firstHost = 110;
const between = 36;

export const internetWidth = (hosts: readonly SceneHost[]): number =>
  hosts.reduce((sum, host) => sum + outsideWidth(host.label, host.sub) + between, firstHost + 10);

const beadWidth = ({ label, sub }: SceneSystem): number =>
  Math.min(220, even(32 + sansWidth(label) * 1.1 + monoWidth(sub)));

/** Where the systems stand on the wire: from the people to the gateways. */
const firstBead = 44;
const betweenBeads = 64;

export const systemsWidth = (systems: readonly SceneSystem[]): number =>
  systems.reduce((sum, system) => sum + beadWidth(system) + betweenBeads, systems.length > 0 ? firstBead : 0);

/** The systems as beads on the wire. Gives where the last one's middle is, above which packets leave for the VPCs. */
function placeSystems(sketch: Sketch, systems: readonly SceneSystem[], place: { x: number; wanY: number }): void {
  let x = place.x + firstBead;
  for (const system of [...systems].sort((a, b) => a.rank - b.rank || before(a, b))) {
    const w = beadWidth(system);
    const { id, label, sub, element } = system;
    sketch.boxes.push({
      ...{ id, kind: 'bead', x, y: place.wanY - m.beadHeight / 2, w, h: m.beadHeight, label, sub },
      ...(element === undefined ? {} : { element }),
    });
    const p = x + w / 2;
    sketch.anchors.set(id, { channel: 'wan', p, x: p, y: place.wanY, badge: { x: x + w + 12, y: place.wanY - 14 } });
    x += w + betweenBeads;
  }
}

/** The band at the top with everything that is in no VPC, and the wire to the gateways. */
export function placeInternet(
  sketch: Sketch,
  { internet: hosts, systems }: Pick<Scene, 'internet' | 'systems'>,
  place: { x: number; w: number; wanY: number },
): void {
  const { x: left, w, wanY } = place;
  const common = { label: 'Internet', sub: '' };
  sketch.boxes.push({ id: 'internet', kind: 'internet', x: left, y: 0, w, h: m.internetHeight, ...common });
  addChannel(sketch, { id: 'wan', along: 'h', at: wanY, from: left, to: left + w, kind: 'wan' });
  const igw = left + m.vpcPad + m.riser / 2 + 210;
  const badge = { x: left + 74, y: 16 };
  sketch.anchors.set('internet', { channel: 'wan', p: igw, x: igw, y: wanY, badge });
  sketch.aliases.set(strangerId, 'internet');
  placeSystems(sketch, systems, { x: left, wanY });
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
