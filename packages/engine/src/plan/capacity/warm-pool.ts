import { addressesPerPrefix, type PodRoom, podAddresses, podEnis } from './max-pods.ts';

/** The targets of the VPC CNI's address manager; undefined: not set. */
export interface WarmTargets {
  readonly warmEni?: number;
  readonly warmIp?: number;
  readonly minimumIp?: number;
  readonly warmPrefix?: number;
}

/** What one node holds: interfaces that carry pods, and their addresses. */
export interface WarmPool {
  readonly enis: number;
  /** Pod addresses, used and spare. */
  readonly addresses: number;
  /** Whole /28 blocks, in prefix mode. */
  readonly prefixes?: number;
  /** Addresses taken out of the pods' subnet: pod addresses, and each interface's own one. */
  readonly fromSubnet: number;
}

/**
 * What the address manager holds for `pods` pods with own addresses (amazon-vpc-cni-k8s, docs/eni-and-ip-target.md and
 * docs/prefix-and-ip-target.md). WARM_IP_TARGET or MINIMUM_IP_TARGET, if set, replace the targets of interfaces and of
 * prefixes. MINIMUM_IP_TARGET alone leaves no spare address above it.
 */
export function warmPool(room: PodRoom, targets: WarmTargets, pods: number): WarmPool {
  const most = podEnis(room);
  if (most === 0) return { enis: 0, addresses: 0, fromSubnet: 0 };
  const slots = room.addressesPerEni - 1;
  const byAddress = targets.warmIp !== undefined || targets.minimumIp !== undefined;
  const wanted = Math.max(targets.minimumIp ?? 0, pods + (targets.warmIp ?? 0));
  const enisFor = (filled: number): number => Math.min(most, Math.max(1, Math.ceil(filled / slots)));
  if (room.prefix) {
    const asked = byAddress
      ? Math.ceil(wanted / addressesPerPrefix)
      : Math.ceil(pods / addressesPerPrefix) + (targets.warmPrefix ?? 1);
    const prefixes = Math.min(most * slots, asked);
    const enis = enisFor(prefixes);
    const addresses = prefixes * addressesPerPrefix;
    return { enis, prefixes, addresses, fromSubnet: enis + addresses };
  }
  if (byAddress) {
    const addresses = Math.min(podAddresses(room), wanted);
    const enis = enisFor(addresses);
    return { enis, addresses, fromSubnet: enis + addresses };
  }
  const enis = enisFor(pods + (targets.warmEni ?? 1) * slots);
  return { enis, addresses: enis * slots, fromSubnet: enis * room.addressesPerEni };
}
