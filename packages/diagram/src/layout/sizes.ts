import type { Scene, SceneEni, SceneNode, SceneVpc } from '@netk/engine';
import { even, metrics as m, monoWidth, sansWidth, stepped } from '../metrics.ts';
import { shortAddress } from './short-address.ts';

/** Sizes that hold for a whole scene, so that equal things look equal. */
export interface Sizes {
  readonly pod: number;
  readonly eni: number;
  readonly host: number;
}

const widest = 136;

export function sizesOf(scene: Scene): Sizes {
  let [pod, eni, host]: number[] = [m.podWidth, m.eniWidth, m.hostWidth];
  for (const vpc of scene.vpcs) {
    for (const subnet of vpc.subnets) {
      for (const each of subnet.hosts) host = Math.max(host!, 34 + words(each.label, each.sub, vpc));
      for (const node of subnet.nodes) {
        for (const each of node.enis) {
          eni = Math.max(eni!, 17 + sansWidth(each.label) + monoWidth(shortAddress(each.address, vpc.cidr)));
          for (const one of each.pods) pod = Math.max(pod!, 10 + words(one.label, one.address, vpc));
        }
      }
    }
  }
  return { pod: bounded(pod!, m.podWidth), eni: bounded(eni!, m.eniWidth), host: bounded(host!, m.hostWidth) };
}

const words = (label: string, address: string, vpc: SceneVpc): number =>
  Math.max(sansWidth(label), monoWidth(shortAddress(address, vpc.cidr)));

const bounded = (width: number, least: number): number => (width <= least ? least : Math.min(widest, stepped(width)));

/** Columns of pods under one interface. */
export function podColumns(eni: SceneEni): number {
  return eni.pods.length > 60 ? 4 : eni.pods.length > 24 ? 2 : 1;
}

export function eniWidth(eni: SceneEni, sizes: Sizes): number {
  const columns = podColumns(eni);
  return Math.max(columns * (m.stem + sizes.pod) + (columns - 1) * m.columnGap, sizes.eni + 2);
}

/** Height of the row between kernel and pods: what their packets pass in the node. */
export const passedHeight = ({ bridge, tunnel }: SceneNode): number =>
  bridge === undefined && tunnel === undefined ? 0 : m.bridgeHeight + 4;

export const tunnelWidth = (label: string): number => even(monoWidth(label) + 12);

/** The row has the stem, the bridge's name, and the tunnel. */
const passedWidth = ({ bridge, tunnel }: SceneNode): number =>
  m.stem + (bridge === undefined ? 0 : sansWidth(bridge) + 14) + (tunnel === undefined ? 0 : tunnelWidth(tunnel) + 4);

export function nodeSize(node: SceneNode, sizes: Sizes): { w: number; h: number } {
  const columns = node.enis.map((eni) => eniWidth(eni, sizes));
  const deep = Math.max(1, ...node.enis.map((eni) => Math.ceil(eni.pods.length / podColumns(eni))));
  const inner = columns.reduce((sum, width) => sum + width, 0) + Math.max(0, columns.length - 1) * m.columnGap;
  return {
    w: even(m.nodePad * 2 + Math.max(inner, m.stem + sizes.pod, passedWidth(node))),
    h: even(
      m.kernelTop +
        m.kernelHeight +
        passedHeight(node) +
        6 +
        deep * (m.podHeight + m.podGap) -
        m.podGap +
        m.nodePad +
        1,
    ),
  };
}

/** The width of a machine in the Internet band. Its numbers begin on its right border, and cover no address. */
export const outsideWidth = (label: string, sub: string): number =>
  Math.min(300, even(58 + sansWidth(label) + monoWidth(sub)));
