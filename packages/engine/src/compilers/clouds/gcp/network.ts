import { type Cidr, cidr, type Ip, mask, parseCidr, parseIp, showCidr, single } from '../../../base/addr/index.ts';
import type { Plan, PlannedGateway, PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';
import { type PassedRule, passedRules, type RelayedRule, relayedRules, type Vip, vipsOf } from './forwarding-rules.ts';

/** Bytes of the largest packet of a network that says nothing else (VPC documentation, maximum transmission unit). */
export const usualMtu = 1460;

/** A network of Google Cloud as its devices are made of it. */
export interface GcpNetwork {
  readonly id: ElementId;
  readonly name: string;
  readonly mtu: number;
  readonly subnets: readonly PlannedSubnet[];
  /** Machines with an external address, by their own. */
  readonly external: ReadonlyMap<Ip, { readonly public: Ip; readonly source: ElementId }>;
  /** Alias ranges, and the machine that each is of. */
  readonly aliases: readonly Alias[];
  /** Secondary ranges of subnets: the network has a route for each, whether machines have its addresses or not. */
  readonly secondary: readonly SecondaryRange[];
  readonly nats: readonly Nat[];
  /** Ways that the network may have and that are not modelled. */
  readonly open: readonly { readonly to: Cidr; readonly what: string; readonly source: ElementId }[];
  /** Subnets whose machines may reach Google's own services without an address or a NAT. */
  readonly reachGoogle: ReadonlySet<ElementId>;
  /** Addresses of Google's front ends that lead to machines of the network. */
  readonly vips: readonly Vip[];
  readonly passed: readonly PassedRule[];
  readonly relayed: readonly RelayedRule[];
}

/** A range of addresses that the network sends to a machine besides its own. */
export interface Alias {
  readonly block: Cidr;
  readonly machine: Ip;
  readonly subnet: ElementId;
  readonly source: ElementId;
}

/** A secondary range of a subnet. */
export interface SecondaryRange {
  readonly block: Cidr;
  /** As it is written: `services`; undefined: the block of a cluster's pods that names none. */
  readonly name?: string;
  readonly subnet: ElementId;
  readonly source: ElementId;
}

/** A Cloud NAT with an address. It serves all ranges of the subnets of its region. */
export interface Nat {
  readonly gateway: PlannedGateway;
  readonly address: Ip;
  readonly serves: (subnet: ElementId) => boolean;
}

export function networkOf(plan: Plan, id: ElementId): GcpNetwork {
  const vpc = plan.topology.vpcs.find((each) => each.id === id)!;
  const subnets = plan.subnets.filter((each) => each.vpc === id && each.cidr !== undefined);
  const has = (subnet: ElementId | undefined): boolean => subnets.some((each) => each.id === subnet);
  const machines = [...plan.nodes, ...plan.hosts].filter(({ subnet }) => has(subnet));
  const written = Number(settingOf(vpc.settings, 'mtu')?.values[0]);
  return {
    id,
    name: vpc.name,
    mtu: written >= 1300 && written <= 8896 ? written : usualMtu,
    subnets,
    external: new Map(
      machines.flatMap(({ id: source, address, eip }) => {
        const [own, outer] = [parseIp(address ?? ''), parseIp(eip ?? '')];
        return own === undefined || outer === undefined ? [] : [[own, { public: outer, source }] as const];
      }),
    ),
    aliases: plan.nodes.flatMap(({ subnet, address, podCidr, group, id: node }): Alias[] => {
      const [block, machine] = [parseCidr(podCidr ?? '')?.cidr, parseIp(address ?? '')];
      return !block || machine === undefined || subnet === undefined || !has(subnet)
        ? []
        : [{ block, machine, subnet, source: group ?? node }];
    }),
    secondary: secondaryRanges(plan, id),
    open: openWays(plan, id),
    reachGoogle: new Set(
      vpc.subnets
        .filter(({ settings }) => settingOf(settings, 'private-ip-google-access')?.values[0] === 'true')
        .map((each) => each.id),
    ),
    vips: vipsOf(plan, id),
    passed: passedRules(plan, id),
    relayed: relayedRules(plan, id),
    nats: plan.gateways.flatMap((gateway): Nat[] => {
      const address = parseIp(gateway.eip ?? gateway.address ?? '');
      if (gateway.vpc !== id || gateway.kind !== 'cloud-nat' || address === undefined) return [];
      return [{ gateway, address, serves: servedBy(plan, gateway) }];
    }),
  };
}

/**
 * The ranges that subnets name, and the blocks of pods of clusters that name none: of a VPC-native cluster GKE makes it a secondary range of the
 * nodes' subnet. Its block of Services may be Google's own, and no range of a subnet.
 */
function secondaryRanges({ topology, clusters, nodes }: Plan, id: ElementId): readonly SecondaryRange[] {
  const named = topology.vpcs
    .filter((vpc) => vpc.id === id)
    .flatMap(({ subnets }) => subnets)
    .flatMap(({ id: subnet, settings }) =>
      settings
        .filter(({ key }) => key === 'secondary-range')
        .flatMap(({ id: source, values: [name, text = ''] }): SecondaryRange[] => {
          const block = parseCidr(text)?.cidr;
          return block ? [{ block, subnet, source, ...(name === undefined ? {} : { name }) }] : [];
        }),
    );
  const taken = new Set(named.map(({ block }) => showCidr(block)));
  const others = clusters.flatMap((cluster): SecondaryRange[] => {
    const block = cluster.vpc === id ? parseCidr(cluster.clusterCidr ?? '')?.cidr : undefined;
    const subnet = nodes.find((node) => node.cluster === cluster.id)?.subnet;
    if (!block || subnet === undefined || taken.has(showCidr(block))) return [];
    return [{ block, subnet, source: cluster.id }];
  });
  return [...named, ...others];
}

/** Routes that the file writes, and the subnets of networks that are joined by peering, which it needs no route for. */
function openWays({ topology, subnets }: Plan, id: ElementId): GcpNetwork['open'] {
  const vpc = topology.vpcs.find((each) => each.id === id)!;
  const written = [...vpc.subnets, ...vpc.routeTables].flatMap(({ routes }) => routes);
  const routes = written.flatMap(({ id: source, destination }) => {
    const to = parseCidr(destination)?.cidr;
    return to ? [{ to, what: `route ${destination} of a network of Google Cloud`, source }] : [];
  });
  const peers = topology.peerings.flatMap(({ id: source, name, requester, accepter }) => {
    const other = requester === id ? accepter : accepter === id ? requester : undefined;
    const blocks = subnets
      .filter((each) => each.vpc === other)
      .flatMap(({ cidr: text }) => parseCidr(text ?? '')?.cidr ?? []);
    return blocks.map((to) => ({ to, what: `vpc-peering-connection ${name} of Google Cloud`, source }));
  });
  return [...routes, ...peers];
}

/** A NAT serves a region: that of its `region` line; without one every subnet, since nothing says otherwise. */
function servedBy({ topology }: Plan, { id, vpc }: PlannedGateway): Nat['serves'] {
  const network = topology.vpcs.find((each) => each.id === vpc)!;
  const own = network.gateways.find((each) => each.id === id);
  const region = settingOf(own?.settings ?? [], 'region')?.values[0];
  const regions = new Map(network.subnets.map((each) => [each.id, settingOf(each.settings, 'region')?.values[0]]));
  return (subnet) => region === undefined || (regions.get(subnet) ?? region) === region;
}

export const segmentOf = (subnet: ElementId): string => `segment ${subnet}`;

/** The address of a subnet's gateway, with the length of its block. */
export const gatewayOf = ({ gateway, cidr: block }: PlannedSubnet): { readonly ip: Ip; readonly bits: number } => ({
  ip: parseIp(gateway!)!,
  bits: cidr(block!).bits,
});

export const blockOf = (subnet: PlannedSubnet): Cidr => {
  const { ip, bits } = gatewayOf(subnet);
  return { base: mask(ip, bits), bits };
};

export { single };
