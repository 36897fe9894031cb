import { type Box, type Geometry, metrics } from '@netk/diagram';
import type { Scene, SceneNode, SceneSubnet, SceneVpc } from '@netk/engine';

/** A box of a nested graph: with others in it, or with a size of its own in pixels. */
export interface Nest {
  readonly id: string;
  readonly label: string;
  readonly inside: readonly Nest[];
  readonly w: number;
  readonly h: number;
}

/** A topology as any program for graphs takes it: nested boxes, and wires between boxes that have none in them. */
export interface Nested {
  readonly boxes: readonly Nest[];
  readonly wires: readonly (readonly [string, string])[];
}

const { podWidth, podHeight, eniWidth, eniHeight, kernelHeight, hostWidth, hostHeight, endpointWidth, shelfHeight } =
  metrics;

const leaf = (id: string, label: string, w: number, h: number): Nest => ({ id, label, inside: [], w, h });
const group = (id: string, label: string, inside: readonly Nest[]): Nest => ({ id, label, inside, w: 0, h: 0 });
const kernelOf = ({ id }: SceneNode): string => `${id}/kernel`;
const routerOf = ({ id }: SceneVpc): string => `${id}/router`;

/**
 * A scene as a nested graph, with the boxes and the wires that netk's own picture of it has: VPC, zones, subnets, nodes, interfaces and
 * pods; a pod hangs on its interface, an interface on the kernel of its node, and nodes on the router of the VPC. Of the endpoints of a
 * Service it has those for which the picture has room.
 */
export function nestedOf({ vpcs }: Scene, { boxes }: Geometry): Nested {
  const endpoints = boxes.filter(({ kind }) => kind === 'endpoint');
  return { boxes: vpcs.map((vpc) => boxOf(vpc, endpoints)), wires: vpcs.flatMap(wiresOf) };
}

const boxOf = (vpc: SceneVpc, endpoints: readonly Box[]): Nest =>
  group(vpc.id, vpc.label, [
    leaf(routerOf(vpc), 'VPC router', hostWidth, hostHeight),
    ...(vpc.igw ? [leaf(vpc.igw.id, vpc.igw.label, hostWidth, hostHeight)] : []),
    ...vpc.zones.map(({ id, label }) => group(id, label, vpc.subnets.filter(({ zone }) => zone === id).map(subnetOf))),
    ...vpc.services.map((service) =>
      group(
        service.id,
        service.label,
        endpoints
          .filter(({ parent }) => parent === service.id)
          .map(({ id, label }) => leaf(id, label, endpointWidth, shelfHeight)),
      ),
    ),
  ]);

const subnetOf = ({ id, label, hosts, nodes }: SceneSubnet): Nest =>
  group(id, label, [
    ...hosts.map((host) => leaf(host.id, host.label, hostWidth, hostHeight)),
    ...nodes.map((node) =>
      group(node.id, node.label, [
        leaf(kernelOf(node), node.label, hostWidth, kernelHeight),
        ...node.enis.flatMap((eni) => [
          leaf(eni.id, eni.label, eniWidth, eniHeight),
          ...eni.pods.map((pod) => leaf(pod.id, pod.label, podWidth, podHeight)),
        ]),
      ]),
    ),
  ]);

function wiresOf(vpc: SceneVpc): Nested['wires'] {
  const router = routerOf(vpc);
  const inside = (node: SceneNode): Nested['wires'] => [
    [router, kernelOf(node)],
    ...node.enis.flatMap(({ id, pods }): Nested['wires'] => [
      [kernelOf(node), id],
      ...pods.map((pod) => [id, pod.id] as const),
    ]),
  ];
  return [
    ...(vpc.igw ? [[vpc.igw.id, router] as const] : []),
    ...vpc.subnets.flatMap(({ hosts, nodes }) => [
      ...hosts.map((host) => [router, host.id] as const),
      ...nodes.flatMap(inside),
    ]),
  ];
}
