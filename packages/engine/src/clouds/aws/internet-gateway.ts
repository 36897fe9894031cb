import { type Ip, parseIp } from '../../addr/index.ts';
import type { AddressMapping, Device } from '../../network/network.ts';
import type { Plan, PlannedGateway } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';

/** Interfaces of the gateway. */
export const inside = 'vpc';
export const outside = 'internet';

/** The internet gateway: translates one to one between private addresses and the public ones that belong to them. */
export function internetGateway(plan: Plan, gateway: PlannedGateway, link: string, world: string): Device {
  const mapping: AddressMapping = {
    inside,
    outside,
    stage: 'internet gateway',
    pairs: pairsOf(plan, gateway.vpc),
    cause: 'IGW-NOPUB',
  };
  return {
    id: gateway.id,
    name: gateway.name,
    kind: 'internet-gateway',
    source: gateway.id,
    interfaces: [
      { name: inside, addresses: [], answers: [], link },
      { name: outside, addresses: [], answers: [...mapping.pairs.values()].map((pair) => pair.public), link: world },
    ],
    rules: [],
    tables: new Map(),
    neighbours: [],
    conntrack: false,
    forwarding: true,
    sockets: [],
    rpFilter: {},
    mapping,
    silent: true,
  };
}

function pairsOf(plan: Plan, vpc: ElementId): AddressMapping['pairs'] {
  const pairs = new Map<Ip, { public: Ip; source?: ElementId }>();
  const pair = (inner: string | undefined, outer: string | undefined, source: ElementId) => {
    const [a, b] = [inner === undefined ? undefined : parseIp(inner), outer === undefined ? undefined : parseIp(outer)];
    if (a !== undefined && b !== undefined) pairs.set(a, { public: b, source });
  };
  const inVpc = (subnet: ElementId | undefined) => plan.subnets.some((each) => each.id === subnet && each.vpc === vpc);
  for (const node of plan.nodes) if (inVpc(node.subnet)) pair(node.address, node.eip, node.id);
  for (const host of plan.hosts) if (inVpc(host.subnet)) pair(host.address, host.eip, host.id);
  for (const gateway of plan.gateways) if (gateway.vpc === vpc) pair(gateway.address, gateway.eip, gateway.id);
  for (const cluster of plan.topology.clusters) {
    if (cluster.vpc !== vpc) continue;
    for (const balancer of [...cluster.services, ...cluster.ingresses])
      for (const place of balancer.placements) pair(place.addresses[0]?.text, place.eips[0]?.text, place.id);
  }
  return pairs;
}
