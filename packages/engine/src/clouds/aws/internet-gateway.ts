import { type Ip, parseIp } from '../../addr/index.ts';
import type { AddressMapping, Device } from '../../network/network.ts';
import type { Plan, PlannedGateway } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';

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
    drawn: drawnAddresses(plan, gateway.vpc),
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
    // an Elastic IP is never the private address itself: such a pair would translate nothing
    if (a !== undefined && b !== undefined && a !== b) pairs.set(a, { public: b, source });
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

/** In a subnet with `map-public-ip-on-launch true` AWS draws a public address at launch: nobody can know it from the file. */
function drawnAddresses(plan: Plan, vpc: ElementId): (ip: Ip) => string | undefined {
  const subnets = plan.topology.vpcs
    .filter((each) => each.id === vpc)
    .flatMap((each) => each.subnets)
    .filter((each) => settingOf(each.settings, 'map-public-ip-on-launch')?.values[0] === 'true');
  return (ip) => {
    const node = plan.nodes.find((each) => each.address !== undefined && parseIp(each.address) === ip);
    const at = subnets.find((each) => each.id === node?.subnet);
    return node && at
      ? `node ${node.name} has a public address that AWS drew at launch (${at.name} maps public addresses); give it one with eip`
      : undefined;
  };
}
