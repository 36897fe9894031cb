import { type Cidr, type Ip, parseIp } from '../../../base/addr/index.ts';
import type { AddressMapping, Device } from '../../../network/network.ts';
import type { Plan, PlannedGateway } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { translatingBorder } from '../translating-border.ts';
import { publicAccessGuard } from './block-public-access.ts';

/** Interfaces of the gateway. */
export const inside = 'vpc';
export const outside = 'internet';

/** What is known of an address that AWS draws at launch. */
export const drawnByAws = 'a public address of AWS';

/** Bytes; what is larger is fragmented, or dropped with Don't Fragment (EC2 user guide, Network maximum transmission unit). */
export const gatewayMtu = 1500;

/** The internet gateway: translates one to one between private addresses and the public ones that belong to them. Those of IPv6 `blocks` are public themselves. */
export function internetGateway(
  plan: Plan,
  gateway: PlannedGateway,
  { inside: link, outside: world }: { readonly inside: string; readonly outside: string },
  blocks: readonly Cidr[],
): Device {
  const guard = publicAccessGuard(plan, plan.topology.vpcs.find(({ id }) => id === gateway.vpc)!);
  const mapping: AddressMapping = {
    inside,
    outside,
    stage: 'internet gateway',
    pairs: pairsOf(plan, gateway.vpc),
    ...(blocks.length > 0 ? { kept: blocks } : {}),
    cause: 'IGW-NOPUB',
  };
  const device = {
    id: gateway.id,
    name: gateway.name,
    source: gateway.id,
    interfaces: [
      { name: inside, addresses: [], answers: [], link, mtu: gatewayMtu, ...(guard ? { guard } : {}) },
      {
        name: outside,
        addresses: [],
        answers: [...mapping.pairs.values()].map((pair) => pair.public),
        link: world,
        mtu: gatewayMtu,
      },
    ],
  };
  return translatingBorder(device, mapping);
}

function pairsOf(plan: Plan, vpc: ElementId): AddressMapping['pairs'] {
  const pairs = new Map<Ip, { public: Ip; source?: ElementId; drawn?: string }>();
  const pair = (inner: string | undefined, outer: string | undefined, source: ElementId) => {
    const [a, b] = [inner === undefined ? undefined : parseIp(inner), outer === undefined ? undefined : parseIp(outer)];
    // an Elastic IP is never the private address itself: such a pair would translate nothing
    if (a !== undefined && b !== undefined && a !== b) pairs.set(a, { public: b, source });
  };
  const draw = ({ id, address }: { readonly id: ElementId; readonly address?: string }) => {
    const drawn = plan.drawn.get(id);
    if (address !== undefined && drawn !== undefined)
      pairs.set(parseIp(address)!, { public: parseIp(drawn)!, source: id, drawn: drawnByAws });
  };
  const inVpc = (subnet: ElementId | undefined) => plan.subnets.some((each) => each.id === subnet && each.vpc === vpc);
  for (const node of plan.nodes) if (inVpc(node.subnet)) pair(node.address, node.eip, node.id);
  for (const host of plan.hosts) if (inVpc(host.subnet)) pair(host.address, host.eip, host.id);
  for (const machine of [...plan.nodes, ...plan.hosts]) if (inVpc(machine.subnet)) draw(machine);
  for (const gateway of plan.gateways) {
    if (gateway.vpc !== vpc) continue;
    if (!gateway.regional) pair(gateway.address, gateway.eip, gateway.id);
    // its own address is public
    for (const { address, drawn } of gateway.regional ?? []) {
      const ip = parseIp(address)!;
      pairs.set(ip, { public: ip, source: gateway.id, ...(drawn ? { drawn: drawnByAws } : {}) });
    }
  }
  for (const balancer of plan.balancers) {
    if (balancer.vpc !== vpc) continue;
    for (const { id, address, public: outer } of balancer.nodes)
      if (outer?.drawn)
        pairs.set(parseIp(address)!, { public: parseIp(outer.address)!, source: id, drawn: drawnByAws });
      else pair(address, outer?.address, id);
  }
  return pairs;
}
