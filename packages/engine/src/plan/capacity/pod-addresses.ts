import type { PlannedCluster, PlannedNode } from '../plan.ts';
import type { CniMode } from './cni-mode.ts';
import { hostNetworkPods, type PodRoom, podAddresses, podEnis } from './max-pods.ts';

function roomOf({ limits, machine, prefixDelegation }: PlannedNode, mode: CniMode): PodRoom | undefined {
  return limits && machine !== undefined
    ? { machine, ...limits, ...mode, prefix: prefixDelegation ?? false }
    : undefined;
}

/**
 * Pods that the interfaces of a node have IPv4 addresses for, whatever the kubelet is told. Undefined: the CNI does not take
 * them from interfaces, or what the type carries is not published.
 */
export function podAddressesOf(
  node: PlannedNode,
  cluster: Pick<PlannedCluster, 'cni'>,
  mode: CniMode,
): number | undefined {
  const room = mode.ipv6 || cluster.cni !== 'vpc-cni' ? undefined : roomOf(node, mode);
  return room && podAddresses(room);
}

/** The arithmetic of {@link podAddressesOf}, as messages have it: `3 ENIs × 14 × 16 = 672 pod addresses`. */
export function podAddressesText(node: PlannedNode, mode: CniMode): string {
  const room = roomOf(node, mode)!;
  const per = `${room.addressesPerEni - 1}${room.prefix ? ' × 16' : ''}`;
  return `${podEnis(room)} ENIs × ${per} = ${podAddresses(room)} pod addresses`;
}

/** The most pods that can run: one for each address, and those of the host network, at least the two of every node. */
export const podsThatFit = (addresses: number, hosted: number): number => addresses + Math.max(hosted, hostNetworkPods);
