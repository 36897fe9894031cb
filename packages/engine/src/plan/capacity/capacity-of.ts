import type { ElementId } from '../../topology/id.ts';
import { cardOf, isPrimary } from '../network-cards.ts';
import type { Plan, PlannedEni, PlannedNode } from '../plan.ts';
import { isPrefixed } from '../prefix-of.ts';
import type { AddressMode, Capacity, NodeCapacity, SubnetCapacity } from './capacity.ts';
import { spareOfCards } from './card-pools.ts';
import { type CniMode, cniModeOf } from './cni-mode.ts';
import { exhaustedAtNode } from './exhaustion.ts';
import { addressesPerPrefix } from './max-pods.ts';
import { podAddressesOf } from './pod-addresses.ts';
import { type WarmPool, warmPool } from './warm-pool.ts';

const nameOf = (mode: CniMode): AddressMode => (mode.ipv6 ? 'ipv6' : mode.prefix ? 'prefix' : 'secondary-ip');

/** What an interface takes from its subnet: its own address, its prefixes, and its pods' addresses outside of them. */
const takenBy = (eni: PlannedEni): number =>
  1 +
  (eni.prefixes?.length ?? 0) * addressesPerPrefix +
  (eni.prefixes ? eni.secondaries.filter((each) => !isPrefixed(eni, each)) : eni.secondaries).length;

/** Addresses and pod capacity of everything in a plan. */
export function capacityOf(plan: Plan): Capacity {
  const modes = new Map(plan.topology.clusters.map((cluster) => [cluster.id, cniModeOf(cluster)]));
  const hosted = new Set(plan.pods.filter((pod) => pod.hostNetwork).map((pod) => pod.id));
  const homeless = new Set(plan.pods.filter((pod) => pod.address === undefined).map((pod) => pod.id));
  const nodes = plan.nodes.map((node) => nodeCapacity(plan, node, modes.get(node.cluster)!, hosted, homeless));
  return {
    clusters: plan.clusters.map(({ id, name }) => {
      const mode = modes.get(id)!;
      const own = nodes.filter((node) => node.cluster === id);
      const most = own.reduce((sum, node) => sum + (node.maxPods ?? Number.NaN), 0);
      return {
        id,
        name,
        mode: nameOf(mode),
        customNetworking: mode.customNetworking,
        nodes: own.length,
        pods: own.reduce((sum, node) => sum + node.pods, 0),
        ...(Number.isNaN(most) ? {} : { maxPods: most }),
      };
    }),
    nodes,
    subnets: subnetCapacities(plan, nodes),
  };
}

function nodeCapacity(
  plan: Plan,
  node: PlannedNode,
  mode: CniMode,
  hosted: ReadonlySet<ElementId>,
  homeless: ReadonlySet<ElementId>,
): NodeCapacity {
  const { limits, machine, podLimit } = node;
  const cluster = plan.clusters.find((each) => each.id === node.cluster);
  const prefixes = node.enis.reduce((sum, eni) => sum + (eni.prefixes?.length ?? 0), 0);
  const host = node.pods.filter((id) => hosted.has(id)).length;
  const warm =
    limits && machine !== undefined && !mode.ipv6
      ? warmPool({ machine, ...limits, ...mode, prefix: node.prefixDelegation ?? false }, mode, node.pods.length - host)
      : undefined;
  const addresses = cluster && podAddressesOf(node, cluster, mode);
  return {
    id: node.id,
    name: node.name,
    cluster: node.cluster,
    ...(node.group === undefined ? {} : { group: node.group }),
    ...(machine === undefined ? {} : { type: machine }),
    mode: mode.prefix && !node.prefixDelegation ? 'secondary-ip' : nameOf(mode),
    customNetworking: mode.customNetworking,
    ...limits,
    ...(node.maxPods === undefined ? {} : { maxPods: node.maxPods }),
    ...(podLimit ? { maxPodsRule: podLimit.rule, maxPodsWhy: podLimit.why } : {}),
    pods: node.pods.length,
    hostNetworkPods: host,
    ...(addresses === undefined ? {} : { podAddresses: addresses }),
    podsWithoutAddress: node.pods.filter((id) => homeless.has(id) && !hosted.has(id)).length,
    enisUsed: node.enis.filter((eni) => cardOf(eni) === 0).length,
    ...(prefixes === 0 ? {} : { prefixes }),
    ...(node.branchEnis === undefined ? {} : { branchEnis: node.branchEnis }),
    ...(warm ? { warm } : {}),
  };
}

/** What each node takes of each subnet, with what its warm pool lacks taken where its next interface goes. */
function* demands(
  node: PlannedNode,
  warm: WarmPool | undefined,
  custom: boolean,
): Generator<{ readonly subnet: ElementId; readonly now: number; readonly warmed: number }> {
  const now = new Map<ElementId, number>();
  for (const eni of node.enis) now.set(eni.subnet, (now.get(eni.subnet) ?? 0) + takenBy(eni));
  const forPods = node.enis
    .filter((eni) => cardOf(eni) === 0 && !(custom && isPrimary(eni)))
    .reduce((sum, eni) => sum + takenBy(eni), 0);
  const missing = Math.max(0, (warm?.fromSubnet ?? 0) - forPods) + spareOfCards(node, takenBy);
  const { podSubnet } = node;
  if (podSubnet !== undefined && missing > 0 && !now.has(podSubnet)) now.set(podSubnet, 0);
  for (const [subnet, count] of now) yield { subnet, now: count, warmed: count + (subnet === podSubnet ? missing : 0) };
}

function subnetCapacities(plan: Plan, nodes: readonly NodeCapacity[]): SubnetCapacity[] {
  const taken = new Map<ElementId, number>();
  const wanted = new Map<ElementId, number[]>();
  for (const [at, node] of plan.nodes.entries()) {
    const { warm, customNetworking } = nodes[at]!;
    for (const { subnet, now, warmed } of demands(node, warm, customNetworking)) {
      taken.set(subnet, (taken.get(subnet) ?? 0) + now);
      const list = wanted.get(subnet);
      if (list) list.push(warmed);
      else wanted.set(subnet, [warmed]);
    }
  }
  return plan.subnets.map(({ id, name, cidr, usable, used, free, reserved, freePrefixes }) => {
    const each = wanted.get(id) ?? [];
    const others = used - (taken.get(id) ?? 0);
    const at = exhaustedAtNode(usable - others, each);
    return {
      id,
      name,
      ...(cidr === undefined ? {} : { cidr }),
      usable,
      used,
      free,
      reserved,
      freePrefixes,
      demand: others + each.reduce((sum, count) => sum + count, 0),
      nodes: each.length,
      ...(at === undefined ? {} : { exhaustedAtNode: at }),
    };
  });
}
