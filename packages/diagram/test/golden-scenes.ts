import type { Scene } from '@netk/engine';
import { type Shape, sceneOfShape } from './scenes.ts';

type VpcShape = Shape['vpcs'][number];
type Cell = VpcShape['zones'][number][number];

const vpc = (zones: VpcShape['zones'], more: Partial<VpcShape> = {}): VpcShape => ({
  ...{ igw: true, rows: zones[0]?.length ?? 1, zones, balancer: false, services: 0, ...more },
});
const hosts = (count: number): Cell => ({ hosts: count, nodes: [] });
const nodes = (...enis: readonly (readonly number[])[]): Cell => ({ hosts: 0, nodes: enis });

/** Scenes at the corners of the layout, each with a golden geometry. */
export const goldenScenes: Readonly<Record<string, Scene>> = {
  'empty-vpc': sceneOfShape({ outside: 1, lans: [], systems: 0, vpcs: [vpc([], { rows: 1 })] }),
  'one-zone': sceneOfShape({
    outside: 2,
    lans: [],
    systems: 0,
    vpcs: [vpc([[hosts(2), nodes([3, 1], [2])]], { balancer: true, services: 1 })],
  }),
  'two-vpcs': sceneOfShape({
    outside: 1,
    lans: [],
    systems: 0,
    vpcs: [
      vpc([
        [hosts(1), nodes([2], [1])],
        [null, nodes([1])],
      ]),
      vpc([[hosts(2)]], { igw: false }),
    ],
  }),
  'sixteen-zones': sceneOfShape({
    outside: 1,
    lans: [],
    systems: 0,
    vpcs: [vpc(Array.from({ length: 16 }, (_, zone) => [hosts(zone % 3), zone % 4 === 3 ? null : nodes([1])]))],
  }),
  'many-nodes-and-pods': sceneOfShape({
    outside: 0,
    lans: [],
    systems: 0,
    vpcs: [vpc([[nodes([30, 2], ...Array.from({ length: 9 }, () => [4]))]], { igw: false })],
  }),
  'homes-and-systems': sceneOfShape({
    outside: 1,
    lans: [2, 1],
    systems: 3,
    vpcs: [vpc([[nodes([1])], [nodes([1])]], { balancer: true })],
  }),
  'systems-and-balancers': sceneOfShape({
    outside: 2,
    lans: [],
    systems: 3,
    vpcs: [vpc([[nodes([1])], [nodes([1])], [nodes([1])]], { balancer: true })],
  }),
};
