import { cpusOf } from './cpus.ts';

/** Addresses of one delegated IPv4 prefix, a /28. */
export const addressesPerPrefix = 16;

/** Pods with the host network that every node runs and that need no address: aws-node and kube-proxy. */
export const hostNetworkPods = 2;

/** What the number of pods depends on. */
export interface PodRoom {
  readonly machine: string;
  /** Interfaces of the default network card. */
  readonly enis: number;
  /** IPv4 addresses of each interface, its own primary one included. */
  readonly addressesPerEni: number;
  readonly prefix?: boolean;
  /** The primary interface carries no pods. */
  readonly customNetworking?: boolean;
  /** `MAX_ENI` of the VPC CNI. */
  readonly maxEni?: number;
}

/** Interfaces that carry pods. MAX_ENI counts before custom networking takes the primary one away. */
export const podEnis = ({ enis, customNetworking, maxEni }: PodRoom): number =>
  Math.max(0, Math.min(enis, maxEni ?? enis) - (customNetworking ? 1 : 0));

/** Pod addresses that the interfaces can carry at most. */
export const podAddresses = (room: PodRoom): number =>
  podEnis(room) * (room.addressesPerEni - 1) * (room.prefix ? addressesPerPrefix : 1);

/**
 * The published list (amazon-vpc-cni-k8s, misc/eni-max-pods.txt): it knows the instance type alone, no mode, no cap.
 */
export const maxPodsByList = ({ enis, addressesPerEni }: PodRoom): number =>
  enis * (addressesPerEni - 1) + hostNetworkPods;

/** What the calculator says. */
export interface Calculated {
  /** What the addresses allow. */
  readonly theoretical: number;
  /** The same under the cap: what it recommends, and what managed node groups set. */
  readonly recommended: number;
  /** 110 up to 30 vCPUs, 250 above. */
  readonly cap: number;
}

/**
 * The calculator of the EKS AMI (awslabs/amazon-eks-ami, max-pods-calculator.sh): it knows the mode, and caps both. The
 * cap is 250 above 30 vCPUs and 110 otherwise; an unknown type counts as small.
 */
export function maxPodsByCalculator(room: PodRoom): Calculated {
  const theoretical = podAddresses(room) + hostNetworkPods;
  const cap = (cpusOf(room.machine) ?? 0) > 30 ? 250 : 110;
  return { theoretical, recommended: Math.min(theoretical, cap), cap };
}

/** Whether the VPC CNI delegates prefixes to it: Nitro, or bare metal (pkg/awsutils, IsPrefixDelegationSupported). */
export const delegatesPrefixes = (type: { readonly name: string; readonly hypervisor?: string }): boolean =>
  type.hypervisor === 'nitro' || type.name.split('.')[1]?.startsWith('metal') === true;
