import { type Cidr, type Ip, parseCidr, parseIp, single } from '../../../base/addr/index.ts';
import { cloudNatRoom, servedByCloudNat } from '../../../plan/cloud-nat.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { Plan, PlannedGateway, PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { settingOf } from '../../../topology/setting.ts';
import { type PassedRule, passedRules, type RelayedRule, relayedRules, type Vip, vipsOf } from './forwarding-rules.ts';
import { type Peer, peersOf } from './peerings.ts';
import { blockOf, gatewayOf, type SecondaryRange, secondaryRanges } from './subnet-blocks.ts';
import { type WrittenRoute, writtenRoutes } from './written-routes.ts';

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
  readonly routes: readonly WrittenRoute[];
  readonly peers: readonly Peer[];
  /** Machines of the Internet that are certainly none of Google's services. */
  readonly strangers: readonly Ip[];
  /** The region of a subnet of any network, where it names one. */
  readonly regionOf: (subnet: ElementId) => string | undefined;
}

/** A range of addresses that the network sends to a machine besides its own. */
export interface Alias {
  readonly block: Cidr;
  readonly machine: Ip;
  readonly subnet: ElementId;
  readonly source: ElementId;
}

/** A Cloud NAT with an address. It serves all ranges of the subnets of its region. */
export interface Nat {
  readonly gateway: PlannedGateway;
  readonly address: Ip;
  readonly serves: (subnet: ElementId) => boolean;
  /** Which machines have ports of it is not known: it has too few. */
  readonly crowded?: string;
}

export function networkOf(plan: Plan, id: ElementId): GcpNetwork {
  const vpc = plan.topology.vpcs.find((each) => each.id === id)!;
  const subnets = plan.subnets.filter((each) => each.vpc === id && each.cidr !== undefined);
  const has = (subnet: ElementId | undefined): boolean => subnets.some((each) => each.id === subnet);
  const machines = [...plan.nodes, ...plan.hosts].filter(({ subnet }) => has(subnet));
  const written = Number(settingOf(vpc.settings, 'mtu')?.values[0]);
  const routed = new Set(plan.topology.clusters.filter(usesRoutes).map((each) => each.id));
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
    aliases: plan.nodes.flatMap(({ subnet, address, podCidr, group, id: node, cluster }): Alias[] => {
      if (routed.has(cluster)) return [];
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
    routes: writtenRoutes(plan, id),
    peers: peersOf(plan, id),
    strangers: strangersIn(plan),
    regionOf: regionsIn(plan),
    nats: plan.gateways.flatMap((gateway): Nat[] => {
      const address = parseIp(gateway.eip ?? gateway.address ?? '');
      if (gateway.vpc !== id || gateway.kind !== 'cloud-nat' || address === undefined) return [];
      const room = cloudNatRoom(plan, gateway);
      const crowded =
        room && room.machines > room.most
          ? `which ${room.most} of ${room.machines} machines have ports of cloud-nat ${gateway.name}`
          : undefined;
      return [
        { gateway, address, serves: servedByCloudNat(plan, gateway), ...(crowded === undefined ? {} : { crowded }) },
      ];
    }),
  };
}

/** Routes that stand where a cloud with tables of subnets has them. */
function openWays({ topology }: Plan, id: ElementId): GcpNetwork['open'] {
  const vpc = topology.vpcs.find((each) => each.id === id)!;
  const written = [...vpc.subnets, ...vpc.routeTables].flatMap(({ routes }) => routes);
  return written.flatMap(({ id: source, destination }) => {
    const to = parseCidr(destination)?.cidr;
    return to ? [{ to, what: `route ${destination} of a subnet of Google Cloud`, source }] : [];
  });
}

/** Addresses of machines of the Internet that the file has: none is of Google's own services. */
function strangersIn({ topology, hosts }: Plan): readonly Ip[] {
  if (topology.internet?.systems.some(({ number }) => number === google)) return [];
  return hosts.flatMap(({ kind, address }) => (kind === 'server' ? (parseIp(address ?? '') ?? []) : []));
}

/** Google's autonomous system (peeringdb.com, AS15169). */
const google = 15169;

function regionsIn({ topology }: Plan): GcpNetwork['regionOf'] {
  const regions = new Map(
    topology.vpcs.flatMap(({ subnets }) =>
      subnets.map(({ id, settings }) => [id, settingOf(settings, 'region')?.values[0]] as const),
    ),
  );
  return (subnet) => regions.get(subnet);
}

export const segmentOf = (subnet: ElementId): string => `segment ${subnet}`;

export { blockOf, gatewayOf, single };
