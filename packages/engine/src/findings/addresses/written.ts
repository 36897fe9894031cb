import { type Cidr, parseCidr } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Vpc } from '../../topology/vpc.ts';

/** A block that the author wrote, with the place where it stands and the element that it belongs to. */
export interface WrittenBlock {
  readonly id: ElementId;
  readonly text: string;
  readonly block: Cidr;
  readonly owner: { readonly id: ElementId; readonly name: string };
}

const blocksOf = (owner: Vpc | Vpc['subnets'][number]): WrittenBlock[] =>
  owner.cidrs.flatMap(({ id, text }) => {
    const block = parseCidr(text)?.cidr;
    return block ? [{ id, text, block, owner }] : [];
  });

export const vpcBlocks = (vpc: Vpc): WrittenBlock[] => blocksOf(vpc);
export const subnetBlocks = (subnet: Vpc['subnets'][number]): WrittenBlock[] => blocksOf(subnet);

/** One IPv4 or IPv6 address that the author gave to something inside a VPC. */
export interface WrittenAddress {
  readonly id: ElementId;
  readonly text: string;
  readonly vpc: ElementId;
  /** `node nA, eni 1`, `pod pod51`, … */
  readonly what: string;
  readonly owner: ElementId;
  /** Where its owner says to be, if it does. */
  readonly subnet?: ElementId;
}

const known = new WeakMap<Topology, readonly WrittenAddress[]>();

/** Every address that the author gave to an interface in a VPC: several checks go through them. */
export function writtenAddresses(topology: Topology): readonly WrittenAddress[] {
  const list = known.get(topology) ?? addressesOf(topology);
  known.set(topology, list);
  return list;
}

function addressesOf(topology: Topology): WrittenAddress[] {
  const out: WrittenAddress[] = [];
  const add = (
    vpc: ElementId | undefined,
    what: string,
    owner: ElementId,
    list: readonly { readonly id: ElementId; readonly text: string }[],
    subnet?: ElementId,
  ) => {
    if (vpc === undefined) return;
    for (const { id, text } of list) out.push({ id, text, vpc, what, owner, ...(subnet && { subnet }) });
  };
  for (const vpc of topology.vpcs) {
    for (const host of vpc.hosts)
      add(
        vpc.id,
        `host ${host.name}`,
        host.id,
        host.addresses,
        host.place.kind === 'subnet' ? host.place.of : undefined,
      );
    for (const gateway of vpc.gateways)
      add(vpc.id, `${gateway.kind} ${gateway.name}`, gateway.id, gateway.addresses, gateway.subnet);
  }
  for (const cluster of topology.clusters) {
    const places = new Map<ElementId | undefined, ElementId | undefined>();
    for (const node of cluster.nodes) {
      places.set(node.id, node.subnet);
      add(cluster.vpc, `node ${node.name}`, node.id, node.addresses, node.subnet);
      for (const eni of node.enis)
        add(cluster.vpc, `node ${node.name}, eni ${eni.index}`, eni.id, eni.addresses, eni.subnet ?? node.subnet);
    }
    for (const pod of cluster.pods) add(cluster.vpc, `pod ${pod.name}`, pod.id, pod.addresses, places.get(pod.node));
    for (const eni of cluster.controlPlane?.xEnis ?? []) add(cluster.vpc, 'x-eni', eni.id, [eni.address], eni.subnet);
    for (const balancer of [...cluster.services, ...cluster.ingresses, ...cluster.gateways])
      for (const place of balancer.placements)
        add(cluster.vpc, `the load balancer of ${balancer.name}`, place.id, place.addresses, place.subnet);
  }
  return out;
}
