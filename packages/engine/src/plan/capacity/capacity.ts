import type { ElementId } from '../../topology/id.ts';
import type { PodLimitRule } from './pod-limit.ts';
import type { WarmPool } from './warm-pool.ts';

/** How a node's interfaces get pod addresses. */
export type AddressMode = 'secondary-ip' | 'prefix' | 'ipv6';

/** What one node carries and uses. */
export interface NodeCapacity {
  readonly id: ElementId;
  readonly name: string;
  readonly cluster: ElementId;
  /** The node group that it comes from. */
  readonly group?: ElementId;
  readonly type?: string;
  readonly mode: AddressMode;
  readonly customNetworking: boolean;
  /** Interfaces that the type carries on its default card; undefined: not published. */
  readonly enis?: number;
  readonly addressesPerEni?: number;
  readonly maxPods?: number;
  readonly maxPodsRule?: PodLimitRule;
  /** The arithmetic of `maxPods`. */
  readonly maxPodsWhy?: string;
  /** All its pods, and those of them that use the host's network and need no address. */
  readonly pods: number;
  readonly hostNetworkPods: number;
  /** Pods that its interfaces have addresses for; undefined: limits unknown, IPv6, or another CNI. */
  readonly podAddresses?: number;
  /** Its pods that need an own address and find none: they stay in ContainerCreating. */
  readonly podsWithoutAddress: number;
  readonly enisUsed: number;
  /** Delegated /28 prefixes of its interfaces; undefined: none. */
  readonly prefixes?: number;
  /** Most pods with an own security group, on branch interfaces; undefined: not published. */
  readonly branchEnis?: number;
  /** What the address manager holds for its pods, spare ones included; undefined: limits unknown, or IPv6. */
  readonly warm?: WarmPool;
}

/** The IPv4 addresses of one subnet. */
export interface SubnetCapacity {
  readonly id: ElementId;
  readonly name: string;
  readonly cidr?: string;
  readonly usable: number;
  /** Taken by what is there, without spare addresses. */
  readonly used: number;
  readonly free: number;
  /** Kept by the cloud. */
  readonly reserved: number;
  /** Whole aligned /28 blocks without a taken address: what prefix delegation needs. */
  readonly freePrefixes: number;
  /** Taken when every node holds its warm pool too. */
  readonly demand: number;
  /** Nodes that take addresses from it. */
  readonly nodes: number;
  /**
   * The number of the node at which it is exhausted, counted over its nodes and, behind them, more nodes like the last
   * one. Undefined: it has no nodes.
   */
  readonly exhaustedAtNode?: number;
}

/** Totals of one cluster. */
export interface ClusterCapacity {
  readonly id: ElementId;
  readonly name: string;
  readonly mode: AddressMode;
  readonly customNetworking: boolean;
  readonly nodes: number;
  readonly pods: number;
  /** Undefined: of some node it is not known. */
  readonly maxPods?: number;
}

/** Addresses and pod capacity of a plan. */
export interface Capacity {
  readonly clusters: readonly ClusterCapacity[];
  readonly nodes: readonly NodeCapacity[];
  readonly subnets: readonly SubnetCapacity[];
}
